import type { QuarantineAnswer, QuarantineEntry } from '@citywatch/contracts';
import { Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import * as z from 'zod';
import * as answers from '../api/answers.js';
import { wholeNumber } from '../api/input.js';
import { CurrentSession, Params, Query, Route } from '../api/route.guard.js';
import type { Session } from '../auth/session.js';
import { QuarantineService } from './quarantine.service.js';

const EntryPath = z.object({ id: wholeNumber(1, Number.MAX_SAFE_INTEGER) });
const ListQuery = z.strictObject({
  limit: wholeNumber(1, 500).default(50),
  before: wholeNumber(1, Number.MAX_SAFE_INTEGER).optional(),
});

@Controller('api/quarantine')
export class QuarantineController {
  constructor(@Inject(QuarantineService) private readonly service: QuarantineService) {}

  @Get()
  @Route({
    allow: 'read-health',
    summary: 'Messages that were refused, newest first, and why',
    query: ListQuery,
    answer: answers.quarantine,
  })
  list(@Query() query: z.infer<typeof ListQuery>): Promise<QuarantineAnswer> {
    return this.service.list(query.limit, query.before ?? null);
  }

  @Post(':id/replay')
  @HttpCode(200)
  @Route({
    allow: 'replay-quarantine',
    summary: 'Send a message again to its topic; one that was sent before is not sent twice',
    params: EntryPath,
    answer: answers.quarantineEntry,
    errors: [404, 503],
  })
  replay(@Params() { id }: z.infer<typeof EntryPath>, @CurrentSession() session: Session): Promise<QuarantineEntry> {
    return this.service.replay(id, session.user);
  }
}
