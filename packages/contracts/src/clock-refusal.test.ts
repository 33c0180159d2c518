import { parseClockRefusal, renderClockRefusal, type ClockRefusal } from './clock-refusal.js';

const NOW = Date.parse('2026-11-25T12:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const ahead = (ms: number) => renderClockRefusal({ relation: 'ahead', time: NOW + ms, reference: NOW }, 5 * MINUTE);

describe('a refused clock', () => {
  it('is told as people say durations', () => {
    expect(ahead(27_147_239)).toBe(
      "phenomenonTime 2026-11-25T19:32:27.239Z is 7 h 32 min ahead of 2026-11-25T12:00:00.000Z; at most 5 min are accepted: set the sensor's clock",
    );
    expect(renderClockRefusal({ relation: 'behind', time: NOW - 31 * DAY, reference: NOW }, 30 * DAY)).toContain(
      ' is 31 d behind 2026-11-25T12:00:00.000Z; at most 30 d are accepted: ',
    );
    expect(renderClockRefusal({ relation: 'too-old', time: 0, reference: DAY }, 0)).toBe(
      "phenomenonTime 1970-01-01T00:00:00.000Z is 1 d before the oldest time accepted, 1970-01-02T00:00:00.000Z: set the sensor's clock",
    );
  });

  it.each([
    [2, '2 ms'],
    [301 * 1_000, '5 min 1 s'],
    [59 * MINUTE + 59_600, '1 h'],
    [23 * HOUR + 59 * MINUTE + 40_000, '1 d'],
    [75 * HOUR, '3 d 3 h'],
  ])('%i ms are %s', (ms, words) => {
    expect(ahead(ms)).toContain(` is ${words} ahead of `);
  });

  it.each<ClockRefusal>([
    { relation: 'ahead', time: NOW + 27_147_239, reference: NOW },
    { relation: 'behind', time: NOW - 40 * DAY, reference: NOW },
    { relation: 'too-old', time: -3 * DAY, reference: Date.UTC(2000, 0, 1) },
    { relation: 'ahead', time: 8.64e15, reference: NOW },
  ])('is read back: $relation, $time', (refusal) => {
    expect(parseClockRefusal(renderClockRefusal(refusal, 5 * MINUTE))).toEqual(refusal);
  });

  it('is read from what was stored before durations were in words', () => {
    const detail =
      "phenomenonTime 2026-11-25T19:32:27.239Z is 27147.239 s ahead of 2026-11-25T12:00:00.000Z; at most 300 s are accepted: set the sensor's clock";
    expect(parseClockRefusal(detail)).toEqual({ relation: 'ahead', time: NOW + 27_147_239, reference: NOW });
  });

  it.each([
    'results.speed is missing',
    'phenomenonTime yesterday is 3 s ahead of 2026-11-25T12:00:00.000Z',
    'phenomenonTime 2026-99-25T12:00:00Z is 3 s ahead of 2026-11-25T12:00:00.000Z',
    'phenomenonTime 2026-11-25T12:00:00Z is far ahead of the lines around it',
  ])('is not seen in: %s', (detail) => {
    expect(parseClockRefusal(detail)).toBeNull();
  });
});
