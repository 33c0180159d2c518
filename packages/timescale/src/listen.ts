import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { clientConfig, type DatabaseTls } from './pool.js';

export interface ListenOptions {
  readonly url: string;
  readonly tls?: DatabaseTls;
  readonly channels: readonly string[];
  readonly onNotify: (channel: string, payload: string) => void;
  /** Listening, for the first time or again. Notifications sent while away are lost: catch up here. */
  readonly onListening?: () => void;
  readonly onError?: (error: Error) => void;
  /** Longest pause between two attempts; default 5 s. */
  readonly maxDelayMs?: number;
}

export interface Listener {
  close(): Promise<void>;
}

/** LISTEN that reconnects for ever, with jitter. Returns at once; `onListening` says when it works. */
export function listen(options: ListenOptions): Listener {
  const stopping = new AbortController();
  let current: pg.Client | undefined;

  const session = async (): Promise<void> => {
    const client = new pg.Client(
      clientConfig({ url: options.url, tls: options.tls, applicationName: 'citywatch-listen' }),
    );
    const ended = new Promise<void>((resolve) => client.once('end', resolve));
    client.on('error', (error) => options.onError?.(error));
    client.on('notification', ({ channel, payload }) => options.onNotify(channel, payload ?? ''));
    try {
      await client.connect();
      current = client;
      if (stopping.signal.aborted) return;
      for (const channel of options.channels) await client.query(`listen ${pg.escapeIdentifier(channel)}`);
      options.onListening?.();
      await ended;
    } finally {
      current = undefined;
      await client.end().catch(() => undefined);
    }
  };

  const done = (async () => {
    for (let failures = 0; !stopping.signal.aborted;) {
      const startedAt = Date.now();
      await session().catch((error: Error) => options.onError?.(error));
      failures = Date.now() - startedAt > 10_000 ? 0 : failures + 1;
      const pause = Math.min(options.maxDelayMs ?? 5_000, 100 * 2 ** Math.min(failures, 10));
      await delay(pause * (0.5 + Math.random() / 2), undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();

  return {
    async close() {
      stopping.abort();
      await current?.end().catch(() => undefined);
      await done;
    },
  };
}
