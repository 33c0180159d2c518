import { expect, test } from '@jest/globals';
import { pauseAfter } from './pace.js';
import { describeTotals, formatDuration, Tally } from './totals.js';

test('a tally counts messages, readings and their sums', () => {
  const tally = new Tally();
  tally.add('traffic', { speed: 40, flow: 1000 });
  tally.add('traffic', { speed: 50.5 });
  tally.add('grid', { voltage: 230 });
  expect(tally.totals()).toEqual({
    messages: 3,
    results: 4,
    byTopic: { traffic: 2, grid: 1 },
    byProperty: { speed: { count: 2, sum: 90.5 }, flow: { count: 1, sum: 1000 }, voltage: { count: 1, sum: 230 } },
  });
  expect(describeTotals(tally.totals())).toContain('Sent 3 messages with 4 readings (traffic 2, grid 1)');
  expect(describeTotals(new Tally().totals())).toBe('Sent 0 messages with 0 readings');
});

test.each([
  [0, '0 s'],
  [59_400, '59 s'],
  [61_000, '1 min 1 s'],
  [3_600_000, '1 h 0 min'],
  [90_061_000, '25 h 1 min'],
])('%i ms is %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test('a sender keeps to its rate, and rests as long as Kafka took', () => {
  expect(pauseAfter(500, 1000, 20)).toBe(480);
  expect(pauseAfter(500, 1000, 300)).toBe(300);
  expect(pauseAfter(500, 1000, 5000)).toBe(5000);
});
