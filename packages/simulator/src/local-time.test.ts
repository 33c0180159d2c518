import { describe, expect, test } from '@jest/globals';
import { createZone, localTime } from './local-time.js';

const chicago = createZone('America/Chicago');
const wall = (iso: string) => localTime(Date.parse(iso), chicago(Date.parse(iso)));

describe('local time', () => {
  test('knows summer and winter', () => {
    expect(chicago(Date.parse('2026-07-01T12:00:00Z'))).toBe(-5 * 3_600_000);
    expect(chicago(Date.parse('2026-12-01T12:00:00Z'))).toBe(-6 * 3_600_000);
  });

  test('changes at two in the morning', () => {
    expect(wall('2026-03-08T07:59:00Z').minute).toBe(119);
    expect(wall('2026-03-08T08:00:00Z').minute).toBe(180);
    expect(wall('2026-11-01T06:59:00Z').minute).toBe(119);
    expect(wall('2026-11-01T07:00:00Z').minute).toBe(60);
  });

  test('weekday and day of year are the wall calendar’s', () => {
    expect(wall('2026-01-01T05:59:00Z')).toMatchObject({ weekday: 3, dayOfYear: 365 });
    expect(wall('2026-01-01T06:00:00Z')).toMatchObject({ weekday: 4, dayOfYear: 1, minute: 0 });
  });

  test('zones without daylight saving and with half hours', () => {
    expect(createZone('Asia/Shanghai')(Date.parse('2016-07-01T00:00:00Z'))).toBe(8 * 3_600_000);
    expect(createZone('Asia/Kolkata')(Date.parse('2016-07-01T00:00:00Z'))).toBe(5.5 * 3_600_000);
    expect(createZone('UTC')(0)).toBe(0);
  });
});
