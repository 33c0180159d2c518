import { wallTime } from './wall-time';

it('reads a wall time in the zone of the city', () => {
  expect(wallTime('2026-11-20T06:00', () => '-06:00')).toBe(Date.parse('2026-11-20T12:00:00Z'));
  expect(wallTime('', () => '-06:00')).toBeNull();
  expect(wallTime('tomorrow', () => '-06:00')).toBeNull();
});

it('uses the offset that holds at that time, over a change of the clock', () => {
  const change = Date.parse('2026-11-01T07:00:00Z');
  const offset = (time: number) => (time < change ? '-05:00' : '-06:00');
  expect(wallTime('2026-11-01T03:00', offset)).toBe(Date.parse('2026-11-01T09:00:00Z'));
});
