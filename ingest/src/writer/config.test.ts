import { parseWriterConfig } from './config.js';

const env = { KAFKA_BROKERS: 'localhost:9092', DATABASE_URL: 'postgres://u:p@localhost/citywatch' };

describe('parseWriterConfig', () => {
  it('has a default for all but the addresses', () => {
    expect(parseWriterConfig(env)).toMatchObject({
      topicPrefix: '',
      metricsPort: 0,
      catalogue: { unknownThings: 'register' },
      clock: { aheadMs: 300_000, behindMs: 2_592_000_000, floorMs: 946_684_800_000, allowReferenceTime: true },
      concurrency: 2,
    });
  });

  it.each([
    ['DATABASE_URL', ''],
    ['DATABASE_URL', 'mysql://x'],
    ['KAFKA_BROKERS', ''],
    ['TOPIC_PREFIX', 'a b'],
    ['GROUP_PREFIX', 'a/b'],
    ['LOG_LEVEL', 'loud'],
    ['METRICS_PORT', '65536'],
    ['UNKNOWN_THINGS', 'drop'],
    ['MAX_THINGS', '0'],
    ['CLOCK_AHEAD_MS', '-1'],
    ['CLOCK_AHEAD_MS', '1.5'],
    ['CLOCK_BEHIND_MS', 'long'],
    ['CLOCK_FLOOR', 'never'],
    ['ALLOW_REFERENCE_TIME', 'yes'],
    ['MAX_MESSAGE_BYTES', '127'],
    ['WRITER_CONCURRENCY', '17'],
    ['WRITER_FETCH_BYTES', '1'],
    ['SESSION_TIMEOUT_MS', '5999'],
    ['UPKEEP_INTERVAL_MS', '-1'],
    ['DATABASE_TLS', 'maybe'],
    ['KAFKA_TLS', 'maybe'],
  ])('names %s when it is "%s"', (name, value) => {
    expect(() => parseWriterConfig({ ...env, [name]: value })).toThrow(name);
  });

  it('does not repeat a password', () => {
    expect(() => parseWriterConfig({ ...env, DATABASE_URL: 'u:secret@host' })).toThrow(/^(?!.*secret)/);
  });
});
