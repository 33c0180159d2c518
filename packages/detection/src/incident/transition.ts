import { isOver, type Incident, type IncidentCommand, type IncidentEventKind } from '@citywatch/contracts';

/** Who acts when the system does. */
export const SYSTEM = 'system';

/** Longest silence a person may set. */
export const MAX_SILENCE_MS = 7 * 86_400_000;
/** Longest known work a person may announce. */
export const MAX_KNOWN_WORK_MS = 366 * 86_400_000;

/** What an incident's history records of a transition; the store gives it its sequence. */
export interface TransitionEvent {
  readonly kind: IncidentEventKind;
  /** ms. */
  readonly at: number;
  readonly actor: string;
  readonly note: string | null;
}

export type CommandAnswer =
  { readonly ok: true; readonly incident: Incident; readonly event: TransitionEvent } | Refusal;

/** `conflict`: someone was faster; show the incident as it is. `refused`: not possible in this state or with this value. */
export interface Refusal {
  readonly ok: false;
  readonly kind: 'conflict' | 'refused';
  readonly code: RefusalCode;
  readonly detail: string;
}

export type RefusalCode =
  | 'outdated'
  | 'already-acknowledged'
  | 'not-acknowledged'
  | 'over'
  | 'not-over'
  | 'not-silenced'
  | 'closed'
  | 'already-pinned'
  | 'not-pinned'
  | 'not-members'
  | 'nothing-left'
  | 'same-incident'
  | 'taken-over'
  | 'bad-time';

/** Commands on one incident alone; split and merge touch two. */
export type SingleCommand = Exclude<IncidentCommand, { readonly command: 'split' | 'merge' }>;

/** Events that change what an incident is made of, not what people decided: they never make a command outdated. */
const GROWTH: ReadonlySet<IncidentEventKind> = new Set(['opened', 'grew', 'changed']);

/** Whether an event is something decided about the incident, by a person or the system. */
export const isDecision = (kind: IncidentEventKind): boolean => !GROWTH.has(kind);

/** Commands that only take something back: possible whether it is over or not. */
const EITHER: ReadonlySet<SingleCommand['command']> = new Set(['unsilence', 'unpin']);

/**
 * Applies a person's command. Pure: the same module serves the API, the correlator and the backtest.
 * @param since kinds of the events after the revision the command names; only a decision among them is a conflict,
 *   because an incident that grows every few seconds could otherwise never be acknowledged
 * @param now ms since the epoch
 */
export function applyIncidentCommand(
  incident: Incident,
  command: SingleCommand,
  actor: string,
  now: number,
  since: readonly IncidentEventKind[] = [],
): CommandAnswer {
  // What was decided about it meanwhile does not change what a person thinks of it.
  const marks = command.command === 'mark';
  const told = marks ? since.filter((kind) => kind === 'marked') : since;
  const outdated = outdatedBy(incident, command.revision, told, marks);
  if (outdated !== null) return outdated;
  if (command.command === 'mark') return mark(incident, command, actor, now);
  const over = isOver(incident.times);
  if (over !== (command.command === 'reopen' || command.command === 'close') && !EITHER.has(command.command))
    return over
      ? refuse('conflict', 'over', 'it is resolved already; reopen it first')
      : refuse(
          'refused',
          'not-over',
          `it is not resolved, so there is nothing to ${command.command}; resolve it first`,
        );
  return transition(incident, command, actor, now);
}

/**
 * Why a command cannot be applied any more, whatever it is: somebody decided something after the revision it names, or the
 * incident is closed. Null where nothing stands against it.
 */
export function outdatedBy(
  incident: Incident,
  revision: number,
  since: readonly IncidentEventKind[],
  closedToo = false,
): Refusal | null {
  if (revision > incident.revision)
    return refuse(
      'conflict',
      'outdated',
      `revision ${revision} does not exist yet; the incident is at ${incident.revision}`,
    );
  const decision = since.find(isDecision);
  if (decision !== undefined)
    return refuse('conflict', 'outdated', `it was ${decision} after revision ${revision}; look at it again`);
  return incident.times.closedAt !== null && !closedToo
    ? refuse('refused', 'closed', 'a closed incident does not change any more')
    : null;
}

function transition(
  incident: Incident,
  command: Exclude<SingleCommand, MarkCommand>,
  actor: string,
  now: number,
): CommandAnswer {
  const { times } = incident;
  const acknowledged = {
    times: { ...times, acknowledgedAt: times.acknowledgedAt ?? now },
    acknowledgedBy: incident.acknowledgedBy ?? actor,
  };
  const yes = (kind: IncidentEventKind, change: Partial<Incident>, note: string | null = null): CommandAnswer => ({
    ok: true,
    incident: { ...incident, ...change, revision: incident.revision + 1 },
    event: { kind, at: now, actor, note },
  });
  switch (command.command) {
    case 'acknowledge':
      return times.acknowledgedAt === null
        ? yes('acknowledged', acknowledged)
        : refuse('conflict', 'already-acknowledged', `${incident.acknowledgedBy ?? 'someone'} acknowledged it already`);
    case 'unacknowledge':
      return times.acknowledgedAt === null || times.inProgressAt !== null
        ? refuse('refused', 'not-acknowledged', 'only an acknowledged incident that nobody works on can go back')
        : yes('unacknowledged', { times: { ...times, acknowledgedAt: null }, acknowledgedBy: null });
    // Who assigns or starts has seen it: both acknowledge.
    case 'assign':
      return yes('assigned', { ...acknowledged, assignedTo: command.to }, command.to);
    case 'start':
      return yes('started', {
        ...acknowledged,
        times: { ...acknowledged.times, inProgressAt: times.inProgressAt ?? now },
        assignedTo: incident.assignedTo ?? actor,
      });
    case 'silence':
      return command.until <= now || command.until > now + MAX_SILENCE_MS
        ? refuse('refused', 'bad-time', 'the silence must end after now and within 7 days')
        : yes('silenced', { times: { ...times, silencedUntil: command.until } }, command.note ?? null);
    case 'unsilence':
      return times.silencedUntil === null && times.shelvedUntil === null
        ? refuse('refused', 'not-silenced', 'it is not silenced')
        : yes('unsilenced', { times: { ...times, silencedUntil: null, shelvedUntil: null } });
    case 'resolve':
      return yes('resolved', { times: { ...times, resolvedAt: now }, resolvedBy: actor }, command.note ?? null);
    case 'reopen':
      return yes('reopened', { times: { ...times, resolvedAt: null }, resolvedBy: null }, command.note ?? null);
    case 'close':
      return yes('closed', { times: { ...times, closedAt: now } });
    case 'pin':
      return incident.pinned
        ? refuse('conflict', 'already-pinned', 'it is pinned already')
        : yes('pinned', { pinned: true });
    case 'unpin':
      return incident.pinned ? yes('unpinned', { pinned: false }) : refuse('refused', 'not-pinned', 'it is not pinned');
  }
}

type MarkCommand = Extract<SingleCommand, { readonly command: 'mark' }>;

function mark(incident: Incident, command: MarkCommand, actor: string, now: number): CommandAnswer {
  const { verdict, until = null, note = null } = command;
  if (verdict === 'known work' && (until === null || until <= now || until > now + MAX_KNOWN_WORK_MS))
    return refuse('refused', 'bad-time', 'known work needs its end: after now, and within 366 days');
  if (verdict !== 'known work' && until !== null)
    return refuse('refused', 'bad-time', 'only known work has an end; leave `until` out');
  // Its verdict would move nothing and be counted nowhere; one that was given before can be taken back.
  if (incident.members.length === 0 && incident.feedback === null)
    return refuse('refused', 'taken-over', 'another incident has taken its members over; mark that one');
  // Known work shelves the incident until it ends; another verdict takes that back, and leaves what was shelved for other work.
  const { times } = incident;
  const shelvedUntil = until ?? (incident.feedback?.verdict === 'known work' ? null : times.shelvedUntil);
  return {
    ok: true,
    incident: {
      ...incident,
      times: { ...times, shelvedUntil },
      feedback: { verdict, until, actor, at: now, note },
      revision: incident.revision + 1,
    },
    event: { kind: 'marked', at: now, actor, note: verdict },
  };
}

export const refuse = (kind: Refusal['kind'], code: RefusalCode, detail: string): Refusal => ({
  ok: false,
  kind,
  code,
  detail,
});

/** What the correlator makes of an incident's members. */
export type IncidentBody = Pick<
  Incident,
  'severity' | 'title' | 'reason' | 'firstMover' | 'root' | 'centre' | 'extent' | 'area' | 'things' | 'members'
> & { readonly startedAt: number };

/** A new incident; the store gives it its number. */
export function openIncident(id: string, body: IncidentBody, now: number): Incident {
  const { startedAt, ...rest } = body;
  return {
    id,
    number: 0,
    revision: 1,
    ...rest,
    times: {
      startedAt,
      openedAt: now,
      acknowledgedAt: null,
      inProgressAt: null,
      resolvedAt: null,
      closedAt: null,
      silencedUntil: null,
      shelvedUntil: null,
    },
    acknowledgedBy: null,
    resolvedBy: null,
    assignedTo: null,
    pinned: false,
    feedback: null,
  };
}

/** Takes in new or changed members. `kind` is null where only figures changed that need no entry in the history. */
export function applyBody(incident: Incident, body: IncidentBody, grew: boolean, now: number): SystemAnswer {
  const { startedAt, ...rest } = body;
  const kind = grew ? 'grew' : 'changed';
  return {
    incident: { ...bump(incident), ...rest, times: { ...incident.times, startedAt } },
    event: system(kind, now),
  };
}

/** Resolves itself: all members are back. An incident that is over stays as it is. */
export function applyAllClear(incident: Incident, now: number, note: string): SystemAnswer | null {
  if (isOver(incident.times)) return null;
  return {
    incident: { ...bump(incident), times: { ...incident.times, resolvedAt: now } },
    event: system('resolved', now, note),
  };
}

/** A resolved incident whose place is abnormal again. A closed one stays closed. */
export function applyRejoin(incident: Incident, now: number, note: string): SystemAnswer | null {
  if (incident.times.resolvedAt === null || incident.times.closedAt !== null) return null;
  return {
    incident: { ...bump(incident), times: { ...incident.times, resolvedAt: null }, resolvedBy: null },
    event: system('reopened', now, note),
  };
}

/** Closes an incident that turned out to be part of another. */
export function applyMerged(incident: Incident, now: number, note: string | null): SystemAnswer {
  const times = { ...incident.times, resolvedAt: incident.times.resolvedAt ?? now, closedAt: now };
  return { incident: { ...bump(incident), times, members: [] }, event: system('closed', now, note) };
}

/** Closes what has been resolved for long, so that the list of what is not closed stays short. */
export function applyAutoClose(incident: Incident, now: number): SystemAnswer | null {
  if (incident.times.resolvedAt === null || incident.times.closedAt !== null) return null;
  return { incident: { ...bump(incident), times: { ...incident.times, closedAt: now } }, event: system('closed', now) };
}

export interface SystemAnswer {
  readonly incident: Incident;
  readonly event: TransitionEvent;
}

const bump = (incident: Incident): Incident => ({ ...incident, revision: incident.revision + 1 });
const system = (kind: IncidentEventKind, at: number, note: string | null = null): TransitionEvent => ({
  kind,
  at,
  actor: SYSTEM,
  note,
});
