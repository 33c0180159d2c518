import { createPool, type Pool } from '@citywatch/timescale';
import { Inject, Module, type DynamicModule, type OnApplicationShutdown, type Provider } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { AccountRepository } from '../auth/account.repository.js';
import { AccountService } from '../auth/account.service.js';
import { SecretService } from '../auth/secret.service.js';
import { SessionController } from '../auth/session.controller.js';
import { SessionRepository } from '../auth/session.repository.js';
import { SessionService } from '../auth/session.service.js';
import { UserController } from '../auth/user.controller.js';
import { BacktestController } from '../backtest/backtest.controller.js';
import { BacktestRepository } from '../backtest/backtest.repository.js';
import { BacktestService } from '../backtest/backtest.service.js';
import { CityController } from '../city/city.controller.js';
import { CityRepository } from '../city/city.repository.js';
import { CityService } from '../city/city.service.js';
import { SettingController } from '../detection-settings/setting.controller.js';
import { SettingRepository } from '../detection-settings/setting.repository.js';
import { SettingService } from '../detection-settings/setting.service.js';
import { PrecisionController } from '../feedback/precision.controller.js';
import { PrecisionRepository } from '../feedback/precision.repository.js';
import { HealthController } from '../health/health.controller.js';
import { HealthRepository } from '../health/health.repository.js';
import { MetricsService } from '../health/metrics.service.js';
import { PipelineService } from '../health/pipeline.service.js';
import { IncidentController } from '../incidents/incident.controller.js';
import { IncidentRepository } from '../incidents/incident.repository.js';
import { MembershipRepository } from '../incidents/membership.repository.js';
import { AnomalyFeedService } from '../live/anomaly-feed.service.js';
import { FlagFeedService } from '../live/flag-feed.service.js';
import { FollowService } from '../live/follow.service.js';
import { IncidentFeedService } from '../live/incident-feed.service.js';
import { LiveStateService } from '../live/live-state.service.js';
import { LiveGateway } from '../live/live.gateway.js';
import { LiveRepository } from '../live/live.repository.js';
import { AnomalyRepository } from '../observations/anomaly.repository.js';
import { ExpectedService } from '../observations/expected.service.js';
import { HistoryRepository } from '../observations/history.repository.js';
import { HistoryService } from '../observations/history.service.js';
import { LatestService } from '../observations/latest.service.js';
import { ObservationController } from '../observations/observation.controller.js';
import { QuarantineController } from '../quarantine/quarantine.controller.js';
import { QuarantineRepository } from '../quarantine/quarantine.repository.js';
import { QuarantineService } from '../quarantine/quarantine.service.js';
import { SimilarController } from '../similar/similar.controller.js';
import { SimilarRepository } from '../similar/similar.repository.js';
import { SimilarService } from '../similar/similar.service.js';
import { CatalogueService } from '../things/catalogue.service.js';
import { ThingController } from '../things/thing.controller.js';
import { ThingRepository } from '../things/thing.repository.js';
import type { ApiConfig } from './config.js';
import { ErrorFilter } from './error.filter.js';
import { LogService } from './log.service.js';
import { NotificationService } from './notification.service.js';
import { openApiDocument } from './openapi.js';
import { OpenApiController } from './openapi.controller.js';
import { RepeatService } from './repeat.service.js';
import { RouteGuard } from './route.guard.js';
import { routesOf } from './routes.js';
import { API_CONFIG, OPENAPI, POOL } from './tokens.js';

export const API_VERSION = '1.0.0';
export const CONTROLLERS = [
  SessionController,
  UserController,
  ThingController,
  ObservationController,
  IncidentController,
  SimilarController,
  PrecisionController,
  SettingController,
  BacktestController,
  CityController,
  QuarantineController,
  HealthController,
  OpenApiController,
];

const AUTH = [SecretService, SessionRepository, SessionService, AccountRepository, AccountService];
const DATA = [
  ThingRepository,
  CatalogueService,
  HistoryRepository,
  HistoryService,
  ExpectedService,
  AnomalyRepository,
  LatestService,
  CityRepository,
  CityService,
  QuarantineRepository,
  QuarantineService,
  MembershipRepository,
];
const TRUST = [
  BacktestRepository,
  BacktestService,
  PrecisionRepository,
  SettingRepository,
  SettingService,
  SimilarRepository,
  SimilarService,
];
const FEEDS = [FollowService, IncidentFeedService, AnomalyFeedService, FlagFeedService];
const LIVE = [LiveRepository, LiveStateService, ...FEEDS, LiveGateway];
const HEALTH = [HealthRepository, PipelineService, MetricsService];
const SHARED = [LogService, NotificationService, RepeatService];

const MADE: Provider[] = [
  {
    provide: POOL,
    inject: [API_CONFIG, LogService],
    useFactory: (config: ApiConfig, log: LogService): Pool =>
      createPool({
        ...config.database,
        max: config.databasePoolSize,
        applicationName: 'citywatch-api',
        // Nobody waits longer for a page; a slow history must not hold a connection for the next person.
        statementTimeoutMs: 15_000,
        connectTimeoutMs: 3_000,
        onError: (error) => log.pino.warn({ reason: error.message }, 'a database connection broke'),
      }),
  },
  { provide: IncidentRepository, inject: [POOL], useFactory: (pool: Pool) => new IncidentRepository(pool) },
  { provide: OPENAPI, useFactory: () => openApiDocument(routesOf(CONTROLLERS), API_VERSION) },
  { provide: APP_GUARD, useClass: RouteGuard },
  { provide: APP_FILTER, useClass: ErrorFilter },
];

/** The API process as a Nest module. */
@Module({})
export class ApiModule implements OnApplicationShutdown {
  constructor(@Inject(POOL) private readonly pool: Pool) {}

  static with(config: ApiConfig): DynamicModule {
    return {
      module: ApiModule,
      controllers: CONTROLLERS,
      providers: [
        { provide: API_CONFIG, useValue: config },
        ...SHARED,
        ...MADE,
        ...AUTH,
        ...DATA,
        ...TRUST,
        ...LIVE,
        ...HEALTH,
      ],
    };
  }

  /** Last: the services of the module end their work in earlier hooks of the same shutdown. */
  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
  }
}
