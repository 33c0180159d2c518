/**
 * The one place for versions of what Citywatch runs on. The local stack, the compose file and the documentation are
 * checked against it, so that a developer and a server never run different brokers or databases by accident.
 */
export const versions = {
  /** Oldest Node that runs the code; images use the current LTS. */
  node: '20.19.0',
  nodeImage: 'node:24.11.1-trixie-slim',
  java: 17,
  kafka: '4.1.1',
  kafkaImage: 'apache/kafka:4.1.1',
  postgres: 17,
  /** Debian 13's own package; on another Debian or Ubuntu it runs inside a folder of its own. */
  timescaleDebian: { suite: 'trixie', package: 'postgresql-17-timescaledb' },
  /** The same TimescaleDB as Debian 13's, with the parts under the Timescale licence. */
  timescaleImage: 'timescale/timescaledb:2.19.3-pg17',
} as const;
