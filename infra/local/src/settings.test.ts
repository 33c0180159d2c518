import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { instancePaths, parseSettings } from './settings.js';
import { versions } from './versions.js';

describe('parseSettings', () => {
  it('has defaults', () => {
    expect(parseSettings({}, '/clone')).toEqual({
      root: '/clone',
      ports: { api: 8080, kafka: 19092, kafkaController: 19093, database: 15432 },
      kafkaHeap: '512m',
      sharedBuffers: '512MB',
      metricsPort: 0,
    });
  });

  it('takes an empty variable as absent', () => {
    expect(parseSettings({ CITYWATCH_PORT: '', KAFKA_BROKERS: '' }, '/clone')).toEqual(parseSettings({}, '/clone'));
  });

  it.each(['0', '65536', '80.5', 'http', '-1', ' '])('names a bad port: %p', (text) => {
    expect(() => parseSettings({ CITYWATCH_DB_PORT: text }, '/clone')).toThrow(`CITYWATCH_DB_PORT is "${text}"`);
  });

  it.each(['1', '65535'])('takes a port at the limit: %s', (text) => {
    expect(parseSettings({ CITYWATCH_PORT: text }, '/clone').ports.api).toBe(Number(text));
  });

  it('leaves room for five metrics ports in a row', () => {
    expect(parseSettings({ CITYWATCH_METRICS_PORT: '65531' }, '/clone').metricsPort).toBe(65_531);
    expect(() => parseSettings({ CITYWATCH_METRICS_PORT: '65532' }, '/clone')).toThrow(
      'CITYWATCH_METRICS_PORT is "65532"',
    );
  });

  it("takes a process's own setting where the stack's is not set", () => {
    const own = { API_PORT: '9000', METRICS_PORT: '9464', FIRST_ADMIN_LINK_FILE: '/run/link' };
    expect(parseSettings(own, '/clone')).toMatchObject({
      ports: { api: 9000 },
      metricsPort: 9464,
      firstAdminLinkFile: '/run/link',
    });
    const both = { ...own, CITYWATCH_PORT: '9001', CITYWATCH_METRICS_PORT: '9500' };
    expect(parseSettings(both, '/clone')).toMatchObject({ ports: { api: 9001 }, metricsPort: 9500 });
    expect(() => parseSettings({ API_PORT: '0' }, '/clone')).toThrow('API_PORT is "0"');
    expect(() => parseSettings({ METRICS_PORT: '65532' }, '/clone')).toThrow('METRICS_PORT is "65532"');
    expect(() => parseSettings({ API_PORT: '19092' }, '/clone')).toThrow(
      'API_PORT and CITYWATCH_KAFKA_PORT are both 19092.',
    );
  });

  it('names two settings that collide', () => {
    expect(() => parseSettings({ CITYWATCH_PORT: '19092' }, '/clone')).toThrow(
      'CITYWATCH_PORT and CITYWATCH_KAFKA_PORT are both 19092.',
    );
  });

  it('names a bad size', () => {
    expect(() => parseSettings({ CITYWATCH_KAFKA_HEAP: 'lots' }, '/clone')).toThrow('CITYWATCH_KAFKA_HEAP is "lots"');
    expect(() => parseSettings({ CITYWATCH_DB_SHARED_BUFFERS: '1' }, '/clone')).toThrow('CITYWATCH_DB_SHARED_BUFFERS');
  });
});

describe('instancePaths', () => {
  it('stays below .local', () => {
    expect(instancePaths('/clone', 'test').run).toBe('/clone/.local/test/run');
  });

  it.each(['..', '../x', 'a/b', '', 'A', '-a', 'a'.repeat(32)])('refuses the name %p', (name) => {
    expect(() => instancePaths('/clone', name)).toThrow('is no instance name');
  });
});

describe('versions', () => {
  it('are those of the pom', () => {
    const pom = readFileSync(join(import.meta.dirname, '..', 'kafka', 'pom.xml'), 'utf8');
    expect(/<artifactId>kafka_2\.13<\/artifactId>\s*<version>(.*)<\/version>/.exec(pom)?.[1]).toBe(versions.kafka);
  });

  it('name the same Kafka and PostgreSQL for Docker', () => {
    expect(versions.kafkaImage).toBe(`apache/kafka:${versions.kafka}`);
    expect(versions.timescaleImage).toMatch(new RegExp(`-pg${versions.postgres}$`));
  });
});
