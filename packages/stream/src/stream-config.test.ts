import { parseStreamConfig } from './stream-config.js';

const noFile = (): string => {
  throw new Error('ENOENT: no such file');
};
const parse = (env: Record<string, string>, readFile: (path: string) => string = noFile) =>
  parseStreamConfig(env, 'writer', readFile);

describe('parseStreamConfig', () => {
  it('takes several brokers, names and addresses of both kinds', () => {
    expect(parse({ KAFKA_BROKERS: 'a.example:9092, 127.0.0.1:1 ,[::1]:65535' })).toEqual({
      brokers: ['a.example:9092', '127.0.0.1:1', '[::1]:65535'],
      clientId: 'writer',
    });
  });

  it.each([
    ['KAFKA_BROKERS', {}],
    ['KAFKA_BROKERS', { KAFKA_BROKERS: 'localhost' }],
    ['KAFKA_BROKERS', { KAFKA_BROKERS: 'localhost:0' }],
    ['KAFKA_BROKERS', { KAFKA_BROKERS: 'localhost:65536' }],
    ['KAFKA_BROKERS', { KAFKA_BROKERS: 'kafka://localhost:9092' }],
    ['KAFKA_BROKERS', { KAFKA_BROKERS: 'a:1,,b:2' }],
    ['KAFKA_TLS', { KAFKA_BROKERS: 'a:1', KAFKA_TLS: 'yes' }],
    ['KAFKA_TLS', { KAFKA_BROKERS: 'a:1', KAFKA_TLS_CA: '/ca.pem' }],
    ['KAFKA_TLS_CA', { KAFKA_BROKERS: 'a:1', KAFKA_TLS: 'true', KAFKA_TLS_CA: '/nowhere.pem' }],
    ['KAFKA_SASL_MECHANISM', { KAFKA_BROKERS: 'a:1', KAFKA_SASL_USERNAME: 'u' }],
    ['KAFKA_SASL_MECHANISM', { KAFKA_BROKERS: 'a:1', KAFKA_SASL_MECHANISM: 'gssapi' }],
    ['KAFKA_SASL_USERNAME', { KAFKA_BROKERS: 'a:1', KAFKA_SASL_MECHANISM: 'plain' }],
    ['KAFKA_SASL_PASSWORD', { KAFKA_BROKERS: 'a:1', KAFKA_SASL_MECHANISM: 'plain', KAFKA_SASL_USERNAME: 'u' }],
  ])('names %s where it is wrong: %j', (name, env) => {
    expect(() => parse(env as Record<string, string>)).toThrow(new RegExp(`^${name} is `));
  });

  it('asks for a certificate and its key together', () => {
    const env = { KAFKA_BROKERS: 'a:1', KAFKA_TLS: 'true', KAFKA_TLS_CERT: '/c' };
    expect(() => parse(env, () => 'PEM')).toThrow(/^KAFKA_TLS_KEY is not set/);
  });

  it('reads TLS files and the login', () => {
    const config = parse(
      {
        KAFKA_BROKERS: 'a:1',
        KAFKA_TLS: 'true',
        KAFKA_TLS_CA: '/ca',
        KAFKA_TLS_CERT: '/cert',
        KAFKA_TLS_KEY: '/key',
        KAFKA_TLS_SERVER_NAME: 'kafka.example',
        KAFKA_SASL_MECHANISM: 'SCRAM-SHA-512',
        KAFKA_SASL_USERNAME: 'u',
        KAFKA_SASL_PASSWORD: 'p',
      },
      (path) => `text of ${path}`,
    );
    expect(config.tls).toEqual({
      ca: 'text of /ca',
      cert: 'text of /cert',
      key: 'text of /key',
      serverName: 'kafka.example',
    });
    expect(config.sasl).toEqual({ mechanism: 'scram-sha-512', username: 'u', password: 'p' });
  });

  it('never shows a password', () => {
    const env = { KAFKA_BROKERS: 'a:1', KAFKA_SASL_MECHANISM: 'bad', KAFKA_SASL_PASSWORD: 'secret' };
    expect(() => parse(env)).toThrow(expect.not.objectContaining({ message: expect.stringContaining('secret') }));
  });
});
