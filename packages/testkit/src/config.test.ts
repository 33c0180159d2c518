import { parseTestConfig } from './config.js';

describe('parseTestConfig', () => {
  it('takes both addresses', () => {
    expect(parseTestConfig({ KAFKA_BROKERS: 'a:1,b:2', DATABASE_URL: 'postgres://x' })).toEqual({
      kafkaBrokers: ['a:1', 'b:2'],
      databaseUrl: 'postgres://x',
    });
  });

  it('names what is missing and the command that provides it', () => {
    expect(() => parseTestConfig({ KAFKA_BROKERS: 'a:1' })).toThrow(
      /DATABASE_URL is not set.*npm run test:integration/s,
    );
  });
});
