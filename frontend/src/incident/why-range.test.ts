import { whyRange } from './why-range';

const H = 3_600_000;
const M = 60_000;
const T = 1_800_000_000_000;

it('shows an hour before and up to now, while it lasts', () => {
  expect(whyRange({ start: T, end: null }, 30_000, T + 5 * M)).toEqual({ from: T - H, to: T + 5 * M });
});

it('shows sixty readings before, two days at most', () => {
  expect(whyRange({ start: T, end: null }, 5 * M, T + M).from).toBe(T - 5 * H);
  expect(whyRange({ start: T, end: null }, H, T + M).from).toBe(T - 48 * H);
});

it('ends a while after the end, never ahead of now', () => {
  expect(whyRange({ start: T, end: T + 10 * M }, 30_000, T + 5 * H).to).toBe(T + 25 * M);
  expect(whyRange({ start: T, end: T + 10 * M }, 30_000, T + 12 * M).to).toBe(T + 12 * M);
});
