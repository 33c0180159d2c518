import { listen, type Listener } from '@citywatch/timescale';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { ApiConfig } from './config.js';
import { LogService } from './log.service.js';
import { API_CONFIG } from './tokens.js';

/** Null: the connection was away, so anything may have been missed. */
export type OnNotification = (payload: string | null) => void;

/** One LISTEN connection for the whole process; features register for their channels when they are made. */
@Injectable()
export class NotificationService implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly handlers = new Map<string, OnNotification[]>();
  private listener: Listener | null = null;

  constructor(
    @Inject(API_CONFIG) private readonly config: ApiConfig,
    @Inject(LogService) private readonly log: LogService,
  ) {}

  on(channel: string, handler: OnNotification): void {
    this.handlers.set(channel, [...(this.handlers.get(channel) ?? []), handler]);
  }

  onApplicationBootstrap(): void {
    this.listener = listen({
      ...this.config.database,
      channels: [...this.handlers.keys()],
      onNotify: (channel, payload) => this.handlers.get(channel)?.forEach((handler) => handler(payload)),
      onListening: () => [...this.handlers.values()].flat().forEach((handler) => handler(null)),
      onError: (error) => this.log.pino.warn({ reason: error.message }, 'listening to the database: trying again'),
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.listener?.close();
  }
}
