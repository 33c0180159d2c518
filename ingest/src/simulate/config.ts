import { parseStreamConfig, type StreamConfig } from '@citywatch/stream';
import { parseChoice, parsePrefix, parseWhole } from '../writer/config.js';

export interface SenderConfig {
  readonly stream: StreamConfig;
  readonly topicPrefix: string;
  readonly logLevel: string;
  readonly metricsPort: number;
}

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/** Settings of the commands that only send: simulate and replay. Throws an Error that names a bad one. */
export function parseSenderConfig(env: Readonly<Record<string, string | undefined>>, clientId: string): SenderConfig {
  return {
    stream: parseStreamConfig(env, clientId),
    topicPrefix: parsePrefix(env, 'TOPIC_PREFIX'),
    logLevel: parseChoice(env, 'LOG_LEVEL', LEVELS, 'info'),
    metricsPort: parseWhole(env, 'METRICS_PORT', 0, 0, 65_535),
  };
}
