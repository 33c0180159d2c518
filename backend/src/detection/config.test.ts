import { describe, expect, test } from '@jest/globals';
import { parseCorrelatorConfig, parseDetection, parseDetectorConfig } from './config.js';

const env = { KAFKA_BROKERS: '127.0.0.1:9092', DATABASE_URL: 'postgres://u:p@127.0.0.1:5432/d' };

describe('settings', () => {
  test('have defaults', () => {
    expect(parseDetectorConfig(env)).toMatchObject({
      checkpointMs: 30_000,
      timeZone: 'America/Chicago',
      groupPrefix: '',
    });
    expect(parseCorrelatorConfig(env).settings.waitMs.minor).toBe(60_000);
  });

  test('are taken at their limits and refused beyond, by name', () => {
    expect(parseDetectorConfig({ ...env, CHECKPOINT_MS: '100' }).checkpointMs).toBe(100);
    for (const intervals of ['2', '2.5', '100'])
      expect(parseDetection({ ...env, GAP_INTERVALS: intervals }).tuning.gapIntervals).toBe(Number(intervals));
    expect(parseCorrelatorConfig({ ...env, INCIDENT_WAIT_MINOR_MS: '0' }).settings.waitMs.minor).toBe(0);
    for (const grace of ['0', '3600000'])
      expect(parseCorrelatorConfig({ ...env, INCIDENT_REOPEN_GRACE_MS: grace }).settings.reopenGraceMs).toBe(
        Number(grace),
      );
    for (const [name, value] of [
      ['CHECKPOINT_MS', '99'],
      ['METRICS_PORT', '65536'],
      ['CITY_TIME_ZONE', 'Chicago'],
      ['CITY_HOLIDAYS', 'US,Mars'],
      ['UNKNOWN_THINGS', 'drop'],
      ['FALSE_ALARMS_PER_WEEK', '0'],
      ['GAP_INTERVALS', '1.9'],
      ['GROUP_PREFIX', 'a b'],
      ['KAFKA_BROKERS', ''],
    ] as const)
      expect(() => parseDetectorConfig({ ...env, [name]: value })).toThrow(name);
    for (const [name, value] of [
      ['CORRELATOR_BATCH', '0'],
      ['INCIDENT_REOPEN_GRACE_MS', '3600001'],
    ] as const)
      expect(() => parseCorrelatorConfig({ ...env, [name]: value })).toThrow(name);
    expect(() => parseCorrelatorConfig({ ...env, DATABASE_URL: '' })).toThrow('DATABASE_URL');
  });
});
