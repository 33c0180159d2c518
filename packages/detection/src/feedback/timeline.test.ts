import { expect, test } from '@jest/globals';
import { Timeline } from './timeline.js';

test('each value holds from its time on, half-open, whatever order they came in', () => {
  const timeline = new Timeline('defaults', [
    { from: 200, value: 'second' },
    { from: 100, value: 'first' },
    { from: 200, value: 'second, corrected' },
  ]);
  expect([0, 99, 100, 199, 200, 1e15].map((time) => timeline.at(time))).toEqual([
    'defaults',
    'defaults',
    'first',
    'first',
    'second, corrected',
    'second, corrected',
  ]);
  expect(new Timeline(7).at(0)).toBe(7);
});
