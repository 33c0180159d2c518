import { describe, expect, test } from '@jest/globals';
import { zoneOffset } from '@citywatch/detection';
import { LEAST_SIMILARITY, mostSimilar, similarity, type IncidentShape } from './similarity.js';

const ZONE = 'America/Chicago';
const offsetAt = zoneOffset(ZONE);
/** A Wednesday, 8:00 in Chicago. */
const RUSH = Date.UTC(2026, 10, 18, 14);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const crash: IncidentShape = {
  id: 'crash',
  title: 'traffic-slowed',
  severity: 'major',
  things: { traffic: 4, 'air-quality': 1 },
  members: ['t1', 't2', 't3', 't4', 'air'],
  roads: ['halsted N'],
  feeders: [],
  longitude: -87.63,
  latitude: 41.88,
  startedAt: RUSH,
};
const fault: IncidentShape = {
  ...crash,
  id: 'fault',
  title: 'power-lost',
  things: { grid: 12 },
  members: ['g1', 'g2'],
  roads: [],
  feeders: ['F7'],
  latitude: 41.95,
  startedAt: RUSH + 12 * HOUR,
};
const like = (change: Partial<IncidentShape>): number => similarity(crash, { ...crash, ...change }, offsetAt);

describe('how alike two incidents are', () => {
  test('an incident is itself, and a power cut at night elsewhere is hardly a crash in the rush hour', () => {
    expect(like({})).toBeCloseTo(1, 12);
    expect(similarity(crash, fault, offsetAt)).toBeLessThan(0.25);
    expect(similarity(fault, crash, offsetAt)).toBeCloseTo(similarity(crash, fault, offsetAt), 12);
  });

  test('half of the sensors in common is the same place; the same road counts more than a near one, that more than a far one', () => {
    const elsewhere = { members: ['x1', 'x2', 'x3', 'x4', 'x5'], latitude: 41.9 };
    const half = like({ members: ['t1', 't2', 't3', 'x1', 'x2'] });
    const road = like(elsewhere);
    const near = like({ ...elsewhere, roads: ['state S'], latitude: 41.89 });
    const far = like({ ...elsewhere, roads: ['state S'] });
    expect(half).toBeGreaterThan(0.9);
    expect(half).toBeGreaterThan(road);
    expect(road).toBeGreaterThan(near);
    expect(near).toBeGreaterThan(far);
  });

  test('the hour counts around the clock in the city, and a workday is not a weekend', () => {
    expect(like({ startedAt: RUSH - 7 * DAY })).toBeCloseTo(1, 12);
    // Three weeks before, summer time: the same hour on the wall is another in UTC.
    expect(like({ startedAt: RUSH - 21 * DAY - HOUR })).toBeCloseTo(1, 12);
    expect(like({ startedAt: RUSH - 4 * DAY })).toBeCloseTo(0.95, 12);
    expect(like({ startedAt: RUSH - 7 * DAY + 23 * HOUR })).toBeCloseTo(like({ startedAt: RUSH - 7 * DAY - HOUR }), 12);
  });

  test('kind, mix of domains, size and severity count too', () => {
    expect(like({ title: 'air-rising' })).toBeCloseTo(0.75, 12);
    const lost = (title: string) => similarity(fault, { ...fault, title }, offsetAt);
    // Of one transformer or of many it is the same trouble.
    expect(lost('power-lost-at')).toBeCloseTo(1, 12);
    expect(lost('voltage-unusual')).toBeCloseTo(0.75, 12);
    expect(like({ things: { traffic: 4 } })).toBeLessThan(1);
    expect(like({ severity: 'info' })).toBeLessThan(like({ severity: 'minor' }));
    expect(like({ things: {}, members: [] })).toBeGreaterThan(0);
  });
});

test('the most alike come first, of equals the later one; at most so many, and nothing that is merely an incident', () => {
  const before = (days: number, change: Partial<IncidentShape> = {}): IncidentShape => ({
    ...crash,
    id: `d${days}`,
    startedAt: RUSH - 7 * days * DAY,
    ...change,
  });
  const others = [before(2), before(1), before(1, { id: 'minor', severity: 'minor' }), fault];
  const found = mostSimilar(crash, others, ZONE, 5);
  expect(found.map(({ id }) => id)).toEqual(['d1', 'd2', 'minor']);
  expect(found.every((item) => item.similarity >= LEAST_SIMILARITY && item.similarity <= 1)).toBe(true);
  expect(mostSimilar(crash, others, ZONE, 2).map(({ id }) => id)).toEqual(['d1', 'd2']);
  expect(mostSimilar(crash, [], ZONE, 2)).toEqual([]);
});
