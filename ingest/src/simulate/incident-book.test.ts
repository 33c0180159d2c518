import { describe, expect, test } from '@jest/globals';
import { createCity, createIncident, planIncidents } from '@citywatch/simulator';
import { IncidentBook } from './incident-book.js';
import { cityClock } from './live.producer.js';

const start = Date.parse('2026-11-19T15:10:00Z');
const MINUTE = 60_000;

describe('IncidentBook', () => {
  const city = createCity({ seed: 1, sensors: 200 });

  test('has what happens by itself, over the change of hours', () => {
    const book = new IncidentBook(city, 400);
    for (let from = start; from < start + 120 * MINUTE; from += 7 * MINUTE)
      expect(book.between(from, from + MINUTE).map((i) => i.id)).toEqual(
        planIncidents(city, from, from + MINUTE, 400).map((i) => i.id),
      );
  });

  test('has what is injected until it is over, and once', () => {
    const book = new IncidentBook(city, 0);
    const crash = createIncident(city, { kind: 'crash', start, minutes: 90, seed: 1 });
    book.inject(crash);
    book.inject(createIncident(city, { kind: 'crash', start, minutes: 90, seed: 1 }));
    expect(book.between(start - 2000, start)).toEqual([]);
    expect(book.between(start, start + 50)).toEqual([crash]);
    expect(book.between(crash.end - 50, crash.end)).toEqual([crash]);
    expect(book.between(crash.end, crash.end + 50)).toEqual([]);
  });
});

test('the city’s clock runs at its speed and never ahead of the wall’s', () => {
  const live = cityClock(1_000_000, 1, 1_000_000);
  expect(live(1_000_500)).toBe(1_000_500);
  const fast = cityClock(0, 60, 1_000_000);
  expect(fast(1_000_000)).toBe(0);
  expect(fast(1_001_000)).toBe(60_000);
  expect(fast(1_100_000)).toBe(1_100_000);
});
