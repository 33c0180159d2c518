import {
  HISTORY_RESOLUTIONS,
  type AnomalyListAnswer,
  type HistoryAnswer,
  type LatestAnswer,
} from '@citywatch/contracts';
import { Controller, Get, Inject } from '@nestjs/common';
import * as z from 'zod';
import * as answers from '../api/answers.js';
import { badRequest } from '../api/api-error.js';
import { queryBounds, queryProperties, queryTime, wholeNumber } from '../api/input.js';
import { Params, Query, Route } from '../api/route.guard.js';
import { AnomalyRepository } from './anomaly.repository.js';
import { HistoryService } from './history.service.js';
import { LatestService } from './latest.service.js';

const LatestQuery = z.strictObject({ bounds: queryBounds.optional(), properties: queryProperties.optional() });
const DatastreamPath = z.object({ id: wholeNumber(1, 2 ** 31 - 1) });
const HistoryQuery = z.strictObject({
  from: queryTime,
  to: queryTime,
  resolution: z.enum(HISTORY_RESOLUTIONS).default('auto'),
});
const AnomalyQuery = z.strictObject({ from: queryTime, to: queryTime, limit: wholeNumber(1, 1_000).default(200) });

@Controller('api')
export class ObservationController {
  constructor(
    @Inject(LatestService) private readonly latest: LatestService,
    @Inject(HistoryService) private readonly histories: HistoryService,
    @Inject(AnomalyRepository) private readonly anomalies: AnomalyRepository,
  ) {}

  @Get('datastreams/latest')
  @Route({
    allow: 'read-live',
    summary: 'Newest reading of every Datastream, or of those in bounds and of properties',
    query: LatestQuery,
    answer: answers.latest,
  })
  readLatest(@Query() query: z.infer<typeof LatestQuery>): LatestAnswer {
    return this.latest.latest(query.bounds, query.properties);
  }

  @Get('datastreams/:id/history')
  @Route({
    // The sensor and incident panels show the last day to everyone; the range is not what is protected.
    allow: 'read-live',
    summary: 'Readings of a Datastream as at most 1,000 points, with what was expected and its anomalies',
    params: DatastreamPath,
    query: HistoryQuery,
    answer: answers.history,
    errors: [404],
  })
  history(
    @Params() params: z.infer<typeof DatastreamPath>,
    @Query() query: z.infer<typeof HistoryQuery>,
  ): Promise<HistoryAnswer> {
    return this.histories.history(params.id, query.from, query.to, query.resolution);
  }

  @Get('anomalies')
  @Route({
    allow: 'read-history',
    summary: 'Anomalies that overlap [from, to), newest first',
    query: AnomalyQuery,
    answer: answers.anomalyList,
  })
  async listAnomalies(@Query() { from, to, limit }: z.infer<typeof AnomalyQuery>): Promise<AnomalyListAnswer> {
    if (from >= to) throw badRequest('query.from: must be before to');
    return { anomalies: await this.anomalies.anomaliesIn(from, to, limit) };
  }
}
