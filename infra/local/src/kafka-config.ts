import { brokerSettings, type Ports } from './settings.js';

/** server.properties of the one local broker, which is its own controller. */
export function kafkaProperties(dataDir: string, ports: Pick<Ports, 'kafka' | 'kafkaController'>): string {
  const lines: Record<string, string | number | boolean> = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${ports.kafkaController}`,
    listeners: `PLAINTEXT://127.0.0.1:${ports.kafka},CONTROLLER://127.0.0.1:${ports.kafkaController}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${ports.kafka}`,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    // In a properties file a backslash begins an escape.
    'log.dirs': dataDir.replaceAll('\\', '/'),
    'num.network.threads': 2,
    'num.io.threads': 2,
    ...brokerSettings,
  };
  return Object.entries(lines)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');
}

/** The major version out of `java -version`, which prints 1.8.0 for 8 and 17.0.2 for 17. */
export function parseJavaVersion(output: string): number | undefined {
  const match = /version "(?:1\.)?(\d+)/.exec(output);
  return match ? Number(match[1]) : undefined;
}
