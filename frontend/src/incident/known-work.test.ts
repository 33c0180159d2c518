import { formatTimes } from '../format/times';
import { WORK_MOST, workUntil } from './known-work';

const { iso } = formatTimes('en-US', 'America/Chicago');
const NOW = Date.parse('2026-11-19T23:42:00Z');
const HOUR = 3_600_000;

it('counts from now', () => {
  expect(workUntil('1h', '', NOW, iso)).toBe(NOW + HOUR);
  expect(workUntil('week', '', NOW, iso)).toBe(NOW + 7 * 24 * HOUR);
});

it('knows the next morning in the city, today or tomorrow, over a change of the clock', () => {
  expect(workUntil('morning', '', NOW, iso)).toBe(Date.parse('2026-11-20T06:00:00-06:00'));
  expect(workUntil('morning', '', Date.parse('2026-11-20T05:59:00-06:00'), iso)).toBe(
    Date.parse('2026-11-20T06:00:00-06:00'),
  );
  expect(workUntil('morning', '', Date.parse('2026-10-31T22:00:00-05:00'), iso)).toBe(
    Date.parse('2026-11-01T06:00:00-06:00'),
  );
});

it('takes a time of one’s own, from now to 366 days ahead', () => {
  expect(workUntil('until', '2026-11-19T17:42', NOW, iso)).toBeNull();
  expect(workUntil('until', '2026-11-19T17:43', NOW, iso)).toBe(NOW + 60_000);
  expect(workUntil('until', '2027-11-20T17:42', NOW, iso)).toBe(NOW + WORK_MOST);
  expect(workUntil('until', '2027-11-20T17:43', NOW, iso)).toBeNull();
  expect(workUntil('until', '', NOW, iso)).toBeNull();
});
