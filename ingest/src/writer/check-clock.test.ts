import { REFERENCE_TIME_HEADER } from '@citywatch/contracts';
import type { StreamMessage } from '@citywatch/stream';
import { checkClock, receivedAt, type ClockBounds } from './check-clock.js';

const NOW = Date.parse('2026-11-25T12:00:00Z');
const bounds: ClockBounds = {
  aheadMs: 300_000,
  behindMs: 30 * 86_400_000,
  floorMs: Date.parse('2000-01-01T00:00:00Z'),
  allowReferenceTime: true,
};
const message = (timestamp: number, reference?: string): StreamMessage => ({
  offset: 0,
  timestamp,
  key: null,
  value: null,
  headers: reference === undefined ? {} : { [REFERENCE_TIME_HEADER]: reference },
});
const check = (time: number, from: StreamMessage, at: ClockBounds = bounds) =>
  checkClock(from, time, receivedAt(from, at, NOW), at, NOW)?.code;

describe('the clock check', () => {
  it.each([
    ['at the bound ahead', NOW + 300_000, undefined],
    ['1 ms beyond it', NOW + 300_001, 'clock-ahead'],
    ['at the bound behind', NOW - 30 * 86_400_000, undefined],
    ['1 ms beyond it', NOW - 30 * 86_400_000 - 1, 'clock-behind'],
  ])('%s', (_, time, code) => {
    expect(check(time, message(NOW))).toBe(code);
  });

  it('measures from the arrival in Kafka, not from now: a message that waited a day is not late', () => {
    const arrived = NOW - 86_400_000;
    expect(check(arrived - 30 * 86_400_000, message(arrived))).toBeUndefined();
    expect(check(arrived + 300_001, message(arrived))).toBe('clock-ahead');
  });

  it('takes the reference of a replay, with the same bounds around it', () => {
    const reference = '2012-03-01T00:00:00Z';
    const at = Date.parse(reference);
    expect(check(at + 300_000, message(NOW, reference))).toBeUndefined();
    expect(check(at + 300_001, message(NOW, reference))).toBe('clock-ahead');
    expect(check(at - 30 * 86_400_000 - 1, message(NOW, reference))).toBe('clock-behind');
    expect(check(at, message(NOW, reference), { ...bounds, allowReferenceTime: false })).toBe('clock-behind');
  });

  it('never accepts what lies beyond now, whatever reference or timestamp the sender gives', () => {
    expect(check(NOW + 300_001, message(NOW, '2040-01-01T00:00:00Z'))).toBe('clock-ahead');
    expect(check(NOW + 300_001, message(Date.parse('2040-01-01T00:00:00Z')))).toBe('clock-ahead');
  });

  it('never accepts what lies before the floor', () => {
    const reference = '2000-01-02T00:00:00Z';
    expect(check(bounds.floorMs, message(NOW, reference))).toBeUndefined();
    expect(check(bounds.floorMs - 1, message(NOW, reference))).toBe('clock-behind');
  });

  it.each([
    ['ahead', NOW + 27_147_239, /is 7 h 32 min ahead of 2026-11-25T12:00:00\.000Z; at most 5 min are accepted/],
    ['behind', NOW - 31 * 86_400_000, /is 31 d behind 2026-11-25T12:00:00\.000Z; at most 30 d are accepted/],
    ['too old', 0, /^phenomenonTime 1970.* before the oldest time accepted, 2000-01-01T00:00:00\.000Z: set/],
  ])('says how far it is off as people say it: %s', (_, time, words) => {
    expect(checkClock(message(NOW), time, NOW, bounds, NOW)?.detail).toMatch(words);
  });

  it('refuses a reference that is no time', () => {
    expect(check(NOW, message(NOW, 'yesterday'))).toBe('bad-time');
  });
});

describe('receivedAt', () => {
  it.each([
    ['a usual timestamp', NOW - 5, NOW - 5],
    ['none', -1, NOW],
    ['one that the database could not hold', 9e15, NOW],
    ['at the bound ahead', NOW + 300_000, NOW + 300_000],
    ['beyond it', NOW + 300_001, NOW],
  ])('%s', (_, timestamp, expected) => {
    expect(receivedAt(message(timestamp), bounds, NOW)).toBe(expected);
  });
});
