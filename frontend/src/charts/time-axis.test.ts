import { DAY, addDays, fromWall, planTimeAxis, startOfDay, tickLabel, zoneOffset } from './time-axis';

const chicago = 'America/Chicago';
const at = (iso: string) => Date.parse(iso);

describe('time axis', () => {
  it('knows the zone with and without summer time', () => {
    expect(zoneOffset(at('2026-11-19T12:00:00Z'), chicago)).toBe(-6 * 3_600_000);
    expect(zoneOffset(at('2026-07-19T12:00:00Z'), chicago)).toBe(-5 * 3_600_000);
  });

  it('puts day ticks on local midnights, also over the end of summer time (1 November 2026)', () => {
    const axis = planTimeAxis(at('2026-10-30T05:00:00Z'), at('2026-11-04T06:00:00Z'), chicago, 8);
    expect(axis.step).toBe(DAY);
    expect(axis.ticks.map((t) => new Date(t).toISOString())).toEqual([
      '2026-10-30T05:00:00.000Z',
      '2026-10-31T05:00:00.000Z',
      '2026-11-01T05:00:00.000Z',
      '2026-11-02T06:00:00.000Z',
      '2026-11-03T06:00:00.000Z',
      '2026-11-04T06:00:00.000Z',
    ]);
  });

  it('never has more ticks than fit, nor one outside', () => {
    const from = at('2026-11-19T00:07:00Z');
    for (const hours of [0.1, 1, 6, 24, 24 * 7, 24 * 30, 24 * 365]) {
      const to = from + hours * 3_600_000;
      const { ticks } = planTimeAxis(from, to, chicago, 10);
      expect(ticks.length).toBeLessThanOrEqual(hours > 24 * 280 ? 14 : 11);
      expect(ticks.every((t) => t >= from && t <= to)).toBe(true);
    }
  });

  it('starts weeks on Mondays', () => {
    const { step, ticks } = planTimeAxis(at('2026-10-01T00:00:00Z'), at('2026-11-19T00:00:00Z'), chicago, 8);
    expect(step).toBe(7 * DAY);
    expect(ticks.every((t) => new Date(t + zoneOffset(t, chicago)).getUTCDay() === 1)).toBe(true);
  });

  it('labels midnights with their day and other ticks with the time', () => {
    const midnight = startOfDay(at('2026-11-19T18:00:00Z'), chicago);
    expect(tickLabel(midnight, 3 * 3_600_000, chicago, 'en-GB')).toBe('Thu 19');
    expect(tickLabel(midnight + 3 * 3_600_000, 3 * 3_600_000, chicago, 'en-GB')).toBe('03:00');
    expect(tickLabel(midnight, 7 * DAY, chicago, 'en-GB')).toBe('19 Nov');
    expect(tickLabel(midnight, 3 * 3_600_000, chicago, 'zh-CN')).toContain('周四');
  });

  it('counts days by the wall clock', () => {
    const before = at('2026-10-31T17:00:00Z'); // noon, summer time
    expect(addDays(before, 1, chicago) - before).toBe(25 * 3_600_000);
  });

  it('finds an instant for a time that the clock skipped (8 March 2026, 02:30)', () => {
    const instant = fromWall(Date.UTC(2026, 2, 8, 2, 30), chicago);
    expect(new Date(instant).toISOString()).toBe('2026-03-08T08:30:00.000Z');
  });
});
