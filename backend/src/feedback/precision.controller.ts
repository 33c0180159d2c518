import type { PrecisionAnswer } from '@citywatch/contracts';
import { Controller, Get, Inject } from '@nestjs/common';
import * as z from 'zod';
import { badRequest } from '../api/api-error.js';
import type { ApiConfig } from '../api/config.js';
import { queryTime } from '../api/input.js';
import { Query, Route } from '../api/route.guard.js';
import { API_CONFIG } from '../api/tokens.js';
import * as answers from '../api/trust-answers.js';
import { precisionAnswer } from './precision.js';
import { PrecisionRepository } from './precision.repository.js';

/** Longest range: three years. */
export const MAX_PRECISION_DAYS = 1_100;
const PrecisionQuery = z.strictObject({ from: queryTime, to: queryTime });

@Controller('api/precision')
export class PrecisionController {
  constructor(
    @Inject(API_CONFIG) private readonly config: ApiConfig,
    @Inject(PrecisionRepository) private readonly repository: PrecisionRepository,
  ) {}

  @Get()
  @Route({
    allow: 'read-history',
    summary: 'How many of the incidents that opened in [from, to) people called useful: by detector, domain and week',
    query: PrecisionQuery,
    answer: answers.precision,
  })
  async precision(@Query() { from, to }: z.infer<typeof PrecisionQuery>): Promise<PrecisionAnswer> {
    if (from >= to) throw badRequest('query.from: must be before to');
    if (to - from > MAX_PRECISION_DAYS * 86_400_000)
      throw badRequest(`query.to: at most ${MAX_PRECISION_DAYS} days after from`);
    return precisionAnswer(from, to, await this.repository.count(from, to, this.config.city.timeZone));
  }
}
