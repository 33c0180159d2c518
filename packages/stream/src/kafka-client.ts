import { Kafka, type KafkaConfig, type RetryOptions, type SASLOptions } from 'kafkajs';
import { kafkaLog, stderrLogger } from './calm-log.js';
import { decodeLazily } from './fetch-response.js';
import { stopIdleTimerLoop } from './kafkajs-fixes.js';
import type { StreamConfig } from './stream-config.js';

/** Few and short: lasting outages are ours to wait out, with a new client each time (kafkajs #1443, #1445). */
export const SHORT_RETRY: RetryOptions = { retries: 3, initialRetryTime: 150, maxRetryTime: 1_000 };

/** A kafkajs client of this configuration; it connects to nothing yet. */
export function createKafka(config: StreamConfig, retry: RetryOptions = SHORT_RETRY): Kafka {
  stopIdleTimerLoop();
  decodeLazily();
  const { tls, sasl } = config;
  const settings: KafkaConfig = {
    brokers: [...config.brokers],
    clientId: config.clientId,
    logCreator: kafkaLog(config.log ?? stderrLogger),
    connectionTimeout: 3_000,
    authenticationTimeout: 5_000,
    requestTimeout: 10_000,
    retry,
  };
  if (tls)
    settings.ssl = {
      ...(tls.ca && { ca: [tls.ca] }),
      ...(tls.cert && { cert: tls.cert, key: tls.key }),
      ...(tls.serverName && { servername: tls.serverName }),
    };
  if (sasl) settings.sasl = sasl as SASLOptions;
  return new Kafka(settings);
}
