import { Module, type DynamicModule } from '@nestjs/common';
import { pino } from 'pino';
import type { PeersConfig } from '../detection/config.js';
import { METRICS_PORT, MONITORED, MonitorService } from '../detection/monitor.service.js';
import { PEERS_CONFIG, PEERS_LOGGER, PeersConsumer } from './peers.consumer.js';

/** The process that compares Datastreams with their neighbours. */
@Module({})
export class PeersModule {
  static with(config: PeersConfig): DynamicModule {
    return {
      module: PeersModule,
      providers: [
        { provide: PEERS_CONFIG, useValue: config },
        { provide: PEERS_LOGGER, useValue: pino({ level: config.logLevel, base: { process: 'peers' } }) },
        { provide: METRICS_PORT, useValue: config.metricsPort },
        PeersConsumer,
        { provide: MONITORED, useExisting: PeersConsumer },
        MonitorService,
      ],
    };
  }
}
