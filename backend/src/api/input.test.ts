import * as z from 'zod';
import { parseInput, queryBounds, queryProperties, queryTime, wholeNumber } from './input.js';

test('an error names the field and what it must be', () => {
  const schema = z.object({ limit: wholeNumber(1, 10) });
  expect(() => parseInput(schema, { limit: '11' }, 'query')).toThrow(/query\.limit: .*10/);
  expect(() => parseInput(schema, { limit: ['1', '2'] }, 'query')).toThrow('query.limit');
  expect(() => parseInput(schema, undefined, 'query')).toThrow('query.limit');
  expect(parseInput(schema, { limit: '10' }, 'query')).toEqual({ limit: 10 });
});

test.each([
  ['0', 0],
  ['1795648808667', 1_795_648_808_667],
  ['2026-03-08T03:00:00-05:00', Date.parse('2026-03-08T08:00:00Z')],
])('time %s', (text, expected) => expect(queryTime.parse(text)).toBe(expected));

test('what no time is says what one would be', () => {
  const schema = z.object({ from: queryTime });
  for (const from of [undefined, 'yesterday', '2026-02-30T00:00:00Z', '2026-03-08T03:00:00 05:00'])
    expect(() => parseInput(schema, { from }, 'query')).toThrow(/query\.from: ms since the epoch, or ISO 8601.*%2B/);
  // Both ways of writing it have the same bounds.
  for (const from of ['253402300800000', '9999-12-31T23:59:59-23:59', '-1', '1969-12-31T23:59:59Z'])
    expect(() => parseInput(schema, { from }, 'query')).toThrow(/query\.from: Too (big|small)/);
});

test.each(['', 'now', '-1', '1e3', '2026-03-08', '2026-03-08T03:00:00', '253402300800000'])('no time: %s', (text) => {
  expect(queryTime.safeParse(text).success).toBe(false);
});

test.each(['-88,41,-87', '-88,41,-87,42,1', '-88,41,-87,', '-87,41,-88,42', '-88,41,-87,91', 'a,b,c,d'])(
  'no bounds: %s',
  (text) => {
    expect(queryBounds.safeParse(text).success).toBe(false);
  },
);

test('bounds and properties', () => {
  expect(queryBounds.parse('-88, 41,-87,42')).toEqual([-88, 41, -87, 42]);
  expect(queryProperties.parse('speed,pm25')).toEqual(['speed', 'pm25']);
  expect(queryProperties.safeParse('speed,').success).toBe(false);
});
