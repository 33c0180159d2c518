import { describe, expect, test } from '@jest/globals';
import { holidaysOf } from './holidays.js';

const day = (text: string): number => Date.parse(`${text}T00:00:00Z`) / 86_400_000;
const free = (spec: string, ...dates: string[]): string[] => dates.filter((date) => holidaysOf(spec)(day(date)));

describe('public holidays', () => {
  test('of the United States, with the weekdays on which they are kept', () => {
    const dates = ['2026-01-01', '2026-01-19', '2026-02-16', '2026-05-25', '2026-06-19', '2026-07-03', '2026-07-04'];
    dates.push('2026-09-07', '2026-10-12', '2026-11-11', '2026-11-26', '2026-11-27', '2026-12-25', '2021-12-31');
    expect(free('US', ...dates)).toEqual(dates);
    expect(free('us', '2026-11-25', '2026-12-24', '2026-11-19', '2027-01-18')).toEqual(['2027-01-18']);
  });

  test.each([
    ['2000-04-23', '2000-04-24'],
    ['2024-03-31', '2024-04-01'],
    ['2026-04-05', '2026-04-06'],
    ['2038-04-25', '2038-04-26'],
  ])('Easter is on %s, so its Monday is %s', (_, monday) => {
    expect(free('DE', monday)).toEqual([monday]);
  });

  test('of Germany, France and England: no substitutes there, the next free weekday here', () => {
    expect(free('DE', '2026-04-03', '2026-05-14', '2026-05-25', '2026-10-03', '2026-10-05')).toEqual([
      '2026-04-03',
      '2026-05-14',
      '2026-05-25',
      '2026-10-03',
    ]);
    expect(free('FR', '2026-07-14', '2026-04-03')).toEqual(['2026-07-14']);
    // Christmas 2021 was a Saturday, Boxing Day a Sunday; Christmas 2022 was a Sunday.
    expect(free('GB', '2021-12-27', '2021-12-28', '2022-12-26', '2022-12-27', '2022-12-28')).toEqual([
      '2021-12-27',
      '2021-12-28',
      '2022-12-26',
      '2022-12-27',
    ]);
  });

  test('a city adds its own days, or has none', () => {
    expect(free('DE, 2026-12-24', '2026-12-24', '2026-12-25')).toEqual(['2026-12-24', '2026-12-25']);
    expect(free('none', '2026-12-25')).toEqual([]);
  });

  test.each(['XX', '2026-02-30', 'US;DE'])('%s is refused by name', (text) => {
    expect(() => holidaysOf(text)).toThrow(`"${text}" is no holiday calendar`);
  });
});
