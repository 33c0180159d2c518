import type { PipelineAnswer } from '@citywatch/contracts';
import { Controller, Get, Header, Inject } from '@nestjs/common';
import * as z from 'zod';
import * as answers from '../api/answers.js';
import { ApiError } from '../api/api-error.js';
import { Route } from '../api/route.guard.js';
import { LiveStateService } from '../live/live-state.service.js';
import { HealthRepository } from './health.repository.js';
import { MetricsService } from './metrics.service.js';
import { PipelineService } from './pipeline.service.js';

const Status = z.strictObject({ status: z.literal('ok') });
const Ready = z.strictObject({ status: z.literal('ok'), kafka: z.string().describe('state of the live reader') });

@Controller()
export class HealthController {
  constructor(
    @Inject(HealthRepository) private readonly repository: HealthRepository,
    @Inject(PipelineService) private readonly pipelines: PipelineService,
    @Inject(MetricsService) private readonly metrics: MetricsService,
    @Inject(LiveStateService) private readonly live: LiveStateService,
  ) {}

  @Get('health/live')
  @Route({ allow: 'anyone', summary: 'The process runs', answer: Status })
  alive(): z.infer<typeof Status> {
    return { status: 'ok' };
  }

  /** Kafka does not count: without it history, incidents and sign-in still work, and the screens say what is missing. */
  @Get('health/ready')
  @Route({ allow: 'anyone', summary: 'The database answers and requests can be served', answer: Ready, errors: [503] })
  async ready(): Promise<z.infer<typeof Ready>> {
    try {
      await this.repository.ping();
    } catch {
      throw new ApiError(503, 'not-ready', 'the database does not answer', {}, { 'Retry-After': '1' });
    }
    return { status: 'ok', kafka: this.live.readerState };
  }

  @Get('metrics')
  @Header('Cache-Control', 'no-store')
  @Route({
    allow: 'scraper',
    summary: 'Prometheus metrics; with METRICS_TOKEN as bearer, or a session',
    answer: 'text/plain',
  })
  @Header('Content-Type', 'text/plain; version=0.0.4; charset=utf-8')
  read(): Promise<string> {
    return this.metrics.registry.metrics();
  }

  @Get('api/health/pipeline')
  @Route({
    allow: 'read-health',
    summary: 'The path of a reading: consumers, quarantine, database',
    answer: answers.pipeline,
  })
  pipeline(): Promise<PipelineAnswer> {
    return this.pipelines.pipeline();
  }
}
