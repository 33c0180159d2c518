/** Where the real services are; `npm run test:integration` starts them and says so here. */
export interface TestConfig {
  kafkaBrokers: string[];
  databaseUrl: string;
}

/** @throws Error that tells how to run the test, where the environment names no services. */
export function parseTestConfig(env: NodeJS.ProcessEnv): TestConfig {
  const { KAFKA_BROKERS, DATABASE_URL } = env;
  const missing = [!KAFKA_BROKERS && 'KAFKA_BROKERS', !DATABASE_URL && 'DATABASE_URL'].filter(Boolean);
  if (!KAFKA_BROKERS || !DATABASE_URL)
    throw new Error(
      `This test needs a real Kafka and TimescaleDB, and ${missing.join(' and ')} is not set. ` +
        'Run it with `npm run test:integration` (one file: `npm run test:integration -- path/to/file`), which provides both.',
    );
  return { kafkaBrokers: KAFKA_BROKERS.split(','), databaseUrl: DATABASE_URL };
}

export const testConfig = (): TestConfig => parseTestConfig(process.env);
