import { parseDatabaseConfig } from './database-config.js';
import { parseStorageSettings } from './storage-settings.js';

describe('storage settings', () => {
  it('have defaults', () => {
    expect(parseStorageSettings({})).toEqual({
      chunkHours: 24,
      rawRetentionDays: 14,
      minuteRetentionDays: 90,
      hourRetentionDays: 1_825,
      quarantineRetentionDays: 90,
      columnstoreAfterHours: 48,
      diskBudgetBytes: 0,
    });
  });

  it.each([
    ['CHUNK_HOURS', '0.5'],
    ['CHUNK_HOURS', '1.5'],
    ['CHUNK_HOURS', '745'],
    ['RAW_RETENTION_DAYS', '-1'],
    ['ROLLUP_1M_RETENTION_DAYS', '13'],
    ['ROLLUP_1H_RETENTION_DAYS', '89'],
    ['QUARANTINE_RETENTION_DAYS', '-1'],
    ['DISK_BUDGET_GB', 'much'],
  ])('names %s when it is "%s"', (name, value) => {
    expect(() => parseStorageSettings({ [name]: value })).toThrow(name);
  });

  it('takes 0 as for ever, so nothing coarser may end before', () => {
    expect(() => parseStorageSettings({ RAW_RETENTION_DAYS: '0' })).toThrow(/must rise/);
    const settings = { RAW_RETENTION_DAYS: '0', ROLLUP_1M_RETENTION_DAYS: '0', ROLLUP_1H_RETENTION_DAYS: '0' };
    expect(parseStorageSettings(settings).rawRetentionDays).toBe(0);
  });
});

describe('database settings', () => {
  const url = 'postgres://u:secret@h/d';
  it('use TLS only when told to, and then check the certificate', () => {
    expect(parseDatabaseConfig({ DATABASE_URL: url })).toEqual({ url });
    expect(parseDatabaseConfig({ DATABASE_URL: url, DATABASE_TLS: 'true' }).tls).toEqual({ rejectUnauthorized: true });
    expect(parseDatabaseConfig({ DATABASE_URL: url, DATABASE_TLS: 'true', DATABASE_TLS_VERIFY: 'false' }).tls).toEqual({
      rejectUnauthorized: false,
    });
  });
  it.each([
    ['DATABASE_URL', ''],
    ['DATABASE_URL', 'http://h/d'],
    ['DATABASE_TLS', 'on'],
    ['DATABASE_TLS_CA', '/nowhere.pem'],
  ])('name %s when it is "%s"', (name, value) => {
    expect(() => parseDatabaseConfig({ DATABASE_URL: url, DATABASE_TLS: 'true', [name]: value })).toThrow(name);
  });
});
