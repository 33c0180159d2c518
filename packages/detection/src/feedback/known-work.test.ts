import { beforeEach, expect, test } from '@jest/globals';
import { isSilenced } from '@citywatch/contracts';
import type { IncidentChange } from '../correlation/correlator.js';
import { onRoad } from '../testing/anomalies.js';
import { City, T } from '../testing/correlated-city.js';
import { shelveKnownWork, type KnownWork } from './known-work.js';

const HOUR = 3_600_000;
const work = (until: number, incident = 7): KnownWork => ({ until, incident });
let city: City;
/** A queue at t1 and t2, then also at t3. */
let changes: IncidentChange[];
beforeEach(() => {
  city = new City();
  city.raise(onRoad('t1', 0), T);
  city.raise(onRoad('t2', 300), T);
  city.raise(onRoad('t3', 600), T + 60_000);
  changes = city.log;
  expect(changes.map(({ event }) => event.kind)).toEqual(['opened', 'grew']);
});

test('an incident of nothing but Things that are worked on opens shelved until the first work ends, and says why', () => {
  const works = new Map([
    ['t1', work(T + 2 * HOUR)],
    ['t2', work(T + HOUR, 8)],
    ['t3', work(T + 2 * HOUR)],
  ]);
  const [opened, grew] = shelveKnownWork(changes, works, T);
  expect(opened.incident.times.shelvedUntil).toBe(T + HOUR);
  expect(opened.incident.severity).toBe(changes[0].incident.severity);
  expect(opened.event).toMatchObject({ kind: 'opened', note: '@known-work:8' });
  expect(isSilenced(opened.incident.times, T + HOUR - 1)).toBe(true);
  expect(isSilenced(opened.incident.times, T + HOUR)).toBe(false);
  // The correlator's next change of the same round does not bring it back.
  expect(grew.incident.times.shelvedUntil).toBe(T + HOUR);
  expect(grew.event.note).toBe(changes[1].event.note);
});

test('one Thing that nobody works on is enough to open as ever', () => {
  expect(shelveKnownWork(changes, new Map([['t1', work(T + HOUR)]]), T)).toEqual(changes);
  expect(shelveKnownWork(changes, new Map(), T)).toEqual(changes);
});

test('work that is over explains nothing any more', () => {
  const works = new Map(['t1', 't2', 't3'].map((thing) => [thing, work(T)]));
  expect(shelveKnownWork(changes, works, T)).toEqual(changes);
});

test('a shelved incident that reaches a Thing nobody works on comes back', () => {
  const works = new Map([
    ['t1', work(T + HOUR)],
    ['t2', work(T + HOUR)],
  ]);
  const [opened, grew] = shelveKnownWork(changes, works, T);
  expect(opened.incident.times.shelvedUntil).toBe(T + HOUR);
  expect(grew.incident.times.shelvedUntil).toBeNull();
  expect(grew.event.note).toBe('@beyond-work');
});

test('the same with an incident that was stored as shelved in an earlier round', () => {
  const [, grew] = changes;
  const stored = { ...grew, incident: { ...grew.incident, times: { ...grew.incident.times, shelvedUntil: T + HOUR } } };
  const [inside] = shelveKnownWork([stored], new Map([['t3', work(T + HOUR)]]), T);
  expect(inside).toEqual(stored);
  const [beyond] = shelveKnownWork([stored], new Map(), T);
  expect(beyond.incident.times.shelvedUntil).toBeNull();
});
