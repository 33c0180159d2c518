import { expect, test } from '@jest/globals';
import { zoneOffset } from './local-time.js';

const HOUR = 3_600_000;
const chicago = zoneOffset('America/Chicago');

test('knows both days of a year on which the clock changes', () => {
  const spring = Date.UTC(2026, 2, 8, 8);
  expect(chicago(spring - 1)).toBe(-6 * HOUR);
  expect(chicago(spring)).toBe(-5 * HOUR);
  const autumn = Date.UTC(2026, 10, 1, 7);
  expect(chicago(autumn - 1)).toBe(-5 * HOUR);
  expect(chicago(autumn)).toBe(-6 * HOUR);
});

test('knows zones that are off by a quarter of an hour, and dates before 1970', () => {
  expect(zoneOffset('Asia/Kathmandu')(Date.UTC(2026, 0, 1))).toBe(5.75 * HOUR);
  expect(chicago(Date.UTC(1969, 6, 20, 20))).toBe(-5 * HOUR);
});

test('answers of a kept span are those of each quarter hour, whatever was asked before', () => {
  for (const zone of ['America/Chicago', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Africa/Casablanca']) {
    const kept = zoneOffset(zone);
    for (const day of [Date.UTC(2026, 2, 7), Date.UTC(2026, 3, 4), Date.UTC(2026, 9, 3), Date.UTC(2026, 9, 31)])
      for (let time = day; time < day + 48 * HOUR; time += HOUR / 4)
        expect([zone, time, kept(time)]).toEqual([zone, time, zoneOffset(zone)(time)]);
  }
});

test('refuses a zone that does not exist', () => {
  expect(() => zoneOffset('Chicago')).toThrow(RangeError);
});
