import { describe, expect, test } from '@jest/globals';
import { Schedule } from './schedule.js';

const T0 = Date.parse('2026-11-19T12:00:00Z');
const intervals = Array.from({ length: 1000 }, (_, i) => (i % 4 === 0 ? 30_000 : 10_000));

describe('Schedule', () => {
  const schedule = new Schedule(intervals);

  test('each Thing reports once an interval, whatever the windows', () => {
    const times = new Map<number, number[]>();
    for (let from = T0; from < T0 + 60_000; from += 700)
      for (const { index, time } of schedule.due(from, Math.min(from + 700, T0 + 60_000)))
        times.set(index, [...(times.get(index) ?? []), time]);
    expect(times.size).toBe(1000);
    for (const [index, own] of times) {
      expect(own).toHaveLength(60_000 / intervals[index]);
      expect(own.every((time, i) => i === 0 || time - own[i - 1] === intervals[index])).toBe(true);
    }
  });

  test('no burst: every 100 ms has about as many reports as any other', () => {
    const counts = Array.from({ length: 300 }, (_, i) => schedule.due(T0 + i * 100, T0 + (i + 1) * 100).length);
    const mean = counts.reduce((a, b) => a + b, 0) / counts.length;
    expect(mean).toBeCloseTo(schedule.rate / 10, 1);
    expect(Math.max(...counts)).toBeLessThan(mean * 1.4);
    expect(Math.min(...counts)).toBeGreaterThan(mean * 0.6);
  });

  test('half-open: a report at the border belongs to the later window', () => {
    const [first] = schedule.due(T0, T0 + 10_000).filter(({ time }) => time > T0);
    expect(schedule.due(first.time - 1, first.time)).not.toContainEqual(first);
    expect(schedule.due(first.time, first.time + 1)).toContainEqual(first);
  });
});
