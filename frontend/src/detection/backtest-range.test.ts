import { backtestRange } from './backtest-range';

const ZONE = 'America/Chicago';
const NOW = Date.parse('2026-11-19T17:42:08-06:00');
const DAY = 86_400_000;

it('goes back from the last full minute', () => {
  const to = Date.parse('2026-11-19T17:42:00-06:00');
  expect(backtestRange('3d', ['', ''], NOW, ZONE)).toEqual({ from: to - 3 * DAY, to });
});

it('takes days of the city, both included, in any order, also one in which the clock changes', () => {
  expect(backtestRange('days', ['2026-11-02', '2026-11-01'], NOW, ZONE)).toEqual({
    from: Date.parse('2026-11-01T00:00:00-05:00'),
    to: Date.parse('2026-11-03T00:00:00-06:00'),
  });
});

it('ends at now, and refuses days that are none or have not begun', () => {
  expect(backtestRange('days', ['2026-11-19', '2026-11-25'], NOW, ZONE)?.to).toBe(
    Date.parse('2026-11-19T17:42:00-06:00'),
  );
  expect(backtestRange('days', ['2026-11-20', '2026-11-20'], NOW, ZONE)).toBeNull();
  expect(backtestRange('days', ['2026-02-30', '2026-11-19'], NOW, ZONE)).toBeNull();
  expect(backtestRange('days', ['', ''], NOW, ZONE)).toBeNull();
});
