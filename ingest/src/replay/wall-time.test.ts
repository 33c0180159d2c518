import { describe, expect, test } from '@jest/globals';
import { createWallClock, parseAbsolute, parseWall, wallOf } from './wall-time.js';

const newYork = createWallClock('America/New_York');
const at = (text: string, after?: number) =>
  new Date(newYork(parseWall(text) ?? NaN, after)).toISOString().slice(0, 16);

describe('wall-clock time', () => {
  test('summer and winter', () => {
    expect(at('2016-07-01T12:00')).toBe('2016-07-01T16:00');
    expect(at('2016-12-01 12:00:00')).toBe('2016-12-01T17:00');
  });

  test('a time that comes twice is first the earlier, then the later', () => {
    expect(at('2016-11-06T01:30')).toBe('2016-11-06T05:30');
    expect(at('2016-11-06T01:30', Date.parse('2016-11-06T05:30Z'))).toBe('2016-11-06T06:30');
    expect(at('2016-11-06T01:30', Date.parse('2016-11-06T05:15Z'))).toBe('2016-11-06T05:30');
    expect(at('2016-11-06T02:00')).toBe('2016-11-06T07:00');
  });

  test('a time that is skipped counts on', () => {
    expect(at('2016-03-13T02:00')).toBe('2016-03-13T07:00');
    expect(at('2016-03-13T03:00')).toBe('2016-03-13T07:00');
    expect(at('2016-03-13T01:59')).toBe('2016-03-13T06:59');
  });

  test('what is no time is not one', () => {
    for (const text of ['', 'noon', '2016-02-30T00:00', '2016-13-01T00:00', '2016-01-01', '2016-01-01T25:00'])
      expect(parseWall(text)).toBeUndefined();
    expect(wallOf(2016, 1, NaN)).toBeUndefined();
    expect(wallOf(2016, 12, 31, 24)).toBe(Date.UTC(2017, 0, 1));
  });

  test('a text with its own offset needs no zone', () => {
    expect(parseAbsolute('2016-01-01T00:00:00-05:00')).toBe(Date.parse('2016-01-01T05:00:00Z'));
    expect(parseAbsolute('2016-01-01T00:00:00')).toBeUndefined();
  });

  test('an unknown zone is refused', () => {
    expect(() => createWallClock('Mars/Olympus')).toThrow(RangeError);
  });
});
