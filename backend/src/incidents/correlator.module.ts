import { Module, type DynamicModule } from '@nestjs/common';
import { pino } from 'pino';
import type { CorrelatorConfig } from '../detection/config.js';
import { METRICS_PORT, MONITORED, MonitorService } from '../detection/monitor.service.js';
import { CORRELATOR_CONFIG, CORRELATOR_LOGGER, CorrelatorService } from './correlator.service.js';

/** The correlator's process. */
@Module({})
export class CorrelatorModule {
  static with(config: CorrelatorConfig): DynamicModule {
    return {
      module: CorrelatorModule,
      providers: [
        { provide: CORRELATOR_CONFIG, useValue: config },
        { provide: CORRELATOR_LOGGER, useValue: pino({ level: config.logLevel, base: { process: 'correlator' } }) },
        { provide: METRICS_PORT, useValue: config.metricsPort },
        CorrelatorService,
        { provide: MONITORED, useExisting: CorrelatorService },
        MonitorService,
      ],
    };
  }
}
