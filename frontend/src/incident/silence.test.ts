import { SILENCE_MOST, silenceUntil } from './silence';

const NOW = Date.parse('2026-11-19T23:42:00Z');
const winter = () => '-06:00';

it('counts minutes from now', () => {
  expect(silenceUntil('15', '', NOW, winter)).toBe(NOW + 900_000);
});

it('takes an end time in the zone of the city', () => {
  expect(silenceUntil('until', '2026-11-20T06:00', NOW, winter)).toBe(Date.parse('2026-11-20T12:00:00Z'));
});

it('uses the offset that holds at the end, over a change of the clock', () => {
  const change = Date.parse('2026-11-01T07:00:00Z');
  const offset = (time: number) => (time < change ? '-05:00' : '-06:00');
  expect(silenceUntil('until', '2026-11-01T03:00', change - 3_600_000, offset)).toBe(
    Date.parse('2026-11-01T09:00:00Z'),
  );
});

it('refuses the past, more than 7 days and what is no time', () => {
  expect(silenceUntil('until', '2026-11-19T17:42', NOW, winter)).toBeNull();
  expect(silenceUntil('until', '2026-11-19T17:43', NOW, winter)).toBe(NOW + 60_000);
  expect(silenceUntil('until', '2026-11-26T17:42', NOW, winter)).toBe(NOW + SILENCE_MOST);
  expect(silenceUntil('until', '2026-11-26T17:43', NOW, winter)).toBeNull();
  expect(silenceUntil('until', '', NOW, winter)).toBeNull();
});
