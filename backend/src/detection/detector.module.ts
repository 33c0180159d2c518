import { Module, type DynamicModule } from '@nestjs/common';
import { pino } from 'pino';
import type { DetectorConfig } from './config.js';
import { DETECTOR_CONFIG, DetectorConsumer, LOGGER } from './detector.consumer.js';
import { METRICS_PORT, MONITORED, MonitorService } from './monitor.service.js';

/** The detector's process. */
@Module({})
export class DetectorModule {
  static with(config: DetectorConfig): DynamicModule {
    return {
      module: DetectorModule,
      providers: [
        { provide: DETECTOR_CONFIG, useValue: config },
        { provide: LOGGER, useValue: pino({ level: config.logLevel, base: { process: 'detector' } }) },
        { provide: METRICS_PORT, useValue: config.metricsPort },
        DetectorConsumer,
        { provide: MONITORED, useExisting: DetectorConsumer },
        MonitorService,
      ],
    };
  }
}
