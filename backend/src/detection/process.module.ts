import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { pino } from 'pino';
import { METRICS_PORT, MONITORED, MonitorService, type Monitored } from './monitor.service.js';
import { LOGGER, PROCESS_CONFIG } from './process-tokens.js';

/** What of its settings every process has. */
export interface ProcessConfig {
  readonly logLevel: string;
  readonly metricsPort: number;
}

/** A process without an API: what it does, and what it says of itself. */
@Module({})
export class ProcessModule {
  /** @param name in the log */
  static with(name: string, work: Type<Monitored>, config: ProcessConfig): DynamicModule {
    return {
      module: ProcessModule,
      providers: [
        { provide: PROCESS_CONFIG, useValue: config },
        { provide: LOGGER, useValue: pino({ level: config.logLevel, base: { process: name } }) },
        { provide: METRICS_PORT, useValue: config.metricsPort },
        work,
        { provide: MONITORED, useExisting: work },
        MonitorService,
      ],
    };
  }
}
