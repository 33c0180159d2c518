import {
  ID_PATTERN,
  ID_SHAPE,
  IncidentCommand,
  may,
  type IncidentAnswer,
  type IncidentListAnswer,
  type Permission,
  type SplitAnswer,
} from '@citywatch/contracts';
import type { RefusalCode } from '@citywatch/detection';
import { Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import * as z from 'zod';
import * as answers from '../api/answers.js';
import { ApiError, badRequest, notFound } from '../api/api-error.js';
import { queryTime, wholeNumber } from '../api/input.js';
import { Body, CurrentSession, Params, Query, Route } from '../api/route.guard.js';
import { AccountService } from '../auth/account.service.js';
import type { Session } from '../auth/session.js';
import { IncidentRepository, type CommandOutcome } from './incident.repository.js';
import { MembershipRepository, type SplitOutcome } from './membership.repository.js';

const IncidentPath = z.object({ id: z.string().regex(ID_PATTERN, ID_SHAPE) });
const ListQuery = z.strictObject({
  state: z.enum(['active', 'over', 'all']).default('active'),
  from: queryTime.optional(),
  to: queryTime.optional(),
  limit: wholeNumber(1, 500).default(100),
  before: wholeNumber(1, 2 ** 31 - 1).optional(),
});

/** What each command needs; the route lets in whoever may do any of them. */
const PERMISSION: Readonly<Record<IncidentCommand['command'], Permission>> = {
  acknowledge: 'acknowledge',
  unacknowledge: 'acknowledge',
  start: 'acknowledge',
  assign: 'assign',
  silence: 'silence',
  unsilence: 'silence',
  resolve: 'resolve',
  reopen: 'resolve',
  close: 'resolve',
  split: 'shape-incidents',
  merge: 'shape-incidents',
  pin: 'shape-incidents',
  unpin: 'shape-incidents',
  mark: 'mark-incidents',
};

/** Refusals that no other state of the incident would change, with the field that they are about. */
const MISTAKES: Readonly<Partial<Record<RefusalCode, string>>> = { 'bad-time': 'until', 'same-incident': 'other' };

@Controller('api/incidents')
export class IncidentController {
  constructor(
    @Inject(IncidentRepository) private readonly incidents: IncidentRepository,
    @Inject(MembershipRepository) private readonly memberships: MembershipRepository,
    @Inject(AccountService) private readonly accounts: AccountService,
  ) {}

  @Get()
  @Route({ allow: 'read-live', summary: 'Incidents, newest first', query: ListQuery, answer: answers.incidentList })
  list(@Query() query: z.infer<typeof ListQuery>): Promise<IncidentListAnswer> {
    const { state, from, to, limit, before } = query;
    if (from !== undefined && to !== undefined && from >= to) throw badRequest('query.from: must be before to');
    return this.incidents.listIncidents({ state, from: from ?? null, to: to ?? null, limit, before: before ?? null });
  }

  @Get(':id')
  @Route({
    allow: 'read-live',
    summary: 'One incident and its history',
    params: IncidentPath,
    answer: answers.incidentAnswer,
    errors: [404],
  })
  async one(@Params() { id }: z.infer<typeof IncidentPath>): Promise<IncidentAnswer> {
    const found = await this.incidents.loadWithHistory(id);
    if (found === null) throw notFound(`the incident ${id}`);
    return found;
  }

  @Post(':id/commands')
  @HttpCode(200)
  @Route({
    allow: ['acknowledge', 'assign', 'silence', 'resolve', 'shape-incidents', 'mark-incidents'],
    summary:
      'Acknowledge, assign, silence, resolve, split, merge, pin, mark and so on; 409 brings the incident as it is',
    params: IncidentPath,
    body: IncidentCommand,
    answer: answers.commandAnswer,
    errors: [404, 409],
  })
  async command(
    @Params() { id }: z.infer<typeof IncidentPath>,
    @Body() command: IncidentCommand,
    @CurrentSession() session: Session,
  ): Promise<IncidentAnswer | SplitAnswer> {
    const needed = PERMISSION[command.command];
    if (!may(session.role, needed))
      throw new ApiError(403, 'forbidden', `the role ${session.role} may not ${command.command} incidents`);
    const outcome = await this.apply(id, command, session.user);
    if (outcome.ok) {
      const answer = { incident: outcome.push.incident, events: await this.incidents.eventsOf(id) };
      return 'created' in outcome ? { ...answer, created: outcome.created } : answer;
    }
    if (outcome.kind === 'unknown') throw new ApiError(404, 'not-found', outcome.detail);
    const field = MISTAKES[outcome.code];
    if (field !== undefined) throw badRequest(`body.${field}: ${outcome.detail}`);
    const { code, detail, incident, decision } = outcome;
    throw new ApiError(409, code, detail, { incident, decision });
  }

  private async apply(id: string, command: IncidentCommand, user: string): Promise<CommandOutcome | SplitOutcome> {
    const now = Date.now();
    if (command.command === 'split') return this.memberships.split(id, command, user, now);
    if (command.command === 'merge') return this.memberships.merge(id, command, user, now);
    const meant = command.command === 'assign' ? { ...command, to: await this.nameOf(command.to) } : command;
    return this.incidents.applyCommand(id, meant, user, now);
  }

  /** A person's name as their account has it, so that "ada" finds it in Ada's list; a crew's name as it was typed. */
  private async nameOf(typed: string): Promise<string> {
    const assignees = await this.accounts.listAssignees();
    return assignees.find(({ name }) => name.toLowerCase() === typed.toLowerCase())?.name ?? typed;
  }
}
