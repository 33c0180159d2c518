import { beforeAll, expect, test } from '@jest/globals';
import { propertyIndex, severityRank, type Incident } from '@citywatch/contracts';
import { createCity, createIncident, observe, type City, type SimulatedIncident } from '@citywatch/simulator';
import { Correlator } from './correlation/correlator.js';
import { DEFAULT_CORRELATION, type ThingContext } from './correlation/settings.js';
import type { DatastreamContext } from './detector/context.js';
import { createState, loadState, saveState, STATE_VERSION, type DatastreamState } from './detector/state.js';
import { step } from './detector/step.js';
import { DAY, HOUR, MONDAY, SETTINGS } from './testing/synthetic.js';

/** 120 sensors of a simulated Chicago, taught a week, then watched from Monday noon on. */
const city: City = createCity({ seed: 11, sensors: 120 });
const NOON = MONDAY + 12 * HOUR;
const taught = new Map<string, Uint8Array>();

interface Stream {
  readonly context: DatastreamContext;
  readonly state: DatastreamState;
}

function streams(saved: boolean): Map<string, Stream> {
  const all = new Map<string, Stream>();
  for (const { metadata } of city.things)
    for (const property of metadata.properties) {
      const key = `${metadata.thing} ${property}`;
      const { thing, domain, interval } = metadata;
      const context = { datastream: 0, thing, property, domain, interval: interval * 1_000, watchGap: false };
      const bytes = saved ? taught.get(key) : undefined;
      const fresh = createState(propertyIndex(property), metadata.nominal?.[property] ?? null);
      all.set(key, { context, state: bytes === undefined ? fresh : (loadState(STATE_VERSION, bytes) ?? fresh) });
    }
  return all;
}

const things = new Map(
  city.things.map(({ metadata }): [string, ThingContext] => {
    const fedThrough: string[] = [];
    for (let id = metadata.feeder?.parent; id; id = city.byId.get(id)?.metadata.feeder?.parent) fedThrough.push(id);
    const { road = null, feeder = null, ...rest } = metadata;
    return [metadata.thing, { ...rest, road, feeder, fedThrough }];
  }),
);

/** Everything the city reports from one time to another goes through detectors and correlator; answers the incidents. */
function watch(from: number, to: number, happening: readonly SimulatedIncident[]): Incident[] {
  const all = streams(true);
  const correlator = new Correlator(DEFAULT_CORRELATION);
  const incidents = new Map<string, Incident>();
  for (let time = from; time < to; time += 10_000) {
    for (const thing of city.things) {
      if (thing.kind === 'air' && (time / 10_000 + thing.index) % 3 !== 0) continue;
      const observed = observe(city, thing, time + (thing.index % 10) * 1_000, happening);
      if (observed === null) continue;
      for (const [property, result] of Object.entries(observed.results)) {
        const { state, context } = all.get(`${thing.metadata.thing} ${property}`) as Stream;
        const sample = { time: observed.phenomenonTime, result, quality: 0, live: true };
        for (const change of step(state, context, SETTINGS, sample))
          correlator.take({ sequence: 0, ...change }, things.get(context.thing) ?? null, time);
      }
    }
    for (const { incident, isNew } of correlator.advance(time + 10_000)) {
      const numbered = isNew ? { ...incident, number: incidents.size + 1 } : incident;
      if (isNew) correlator.numbered(numbered);
      incidents.set(incident.id, numbered);
    }
  }
  return [...incidents.values()];
}

beforeAll(() => {
  const all = streams(false);
  for (let time = NOON - 7 * DAY; time < NOON; time += 1_800_000)
    for (const thing of city.things)
      for (const [property, result] of Object.entries(observe(city, thing, time)?.results ?? {})) {
        const { state, context } = all.get(`${thing.metadata.thing} ${property}`) as Stream;
        step(state, context, SETTINGS, { time, result, quality: 0, live: false, backfill: true });
      }
  for (const [key, { state }] of all) taught.set(key, saveState(state));
}, 180_000);

test('a healthy city of 120 sensors has no incident above minor in an hour of the evening rush', () => {
  const incidents = watch(NOON + 4.5 * HOUR, NOON + 5.5 * HOUR, []);
  expect(incidents.filter(({ severity }) => severityRank(severity) > severityRank('minor'))).toEqual([]);
  expect(incidents.length).toBeLessThanOrEqual(1);
}, 180_000);

test.each(['crash', 'feeder-fault'] as const)(
  'one %s is one incident above minor, and ends',
  (kind) => {
    const happening = createIncident(city, { kind, start: NOON + 300_000, minutes: 12, seed: 3 });
    const incidents = watch(NOON, NOON + 32 * 60_000, [happening]);
    const serious = incidents.filter(({ severity }) => severityRank(severity) > severityRank('minor'));
    expect(serious).toHaveLength(1);
    const [{ times, members }] = serious;
    expect(times.openedAt - happening.start).toBeLessThanOrEqual(30_000);
    expect(times.resolvedAt).not.toBeNull();
    const affected = new Set(happening.truth.map(({ thing }) => thing));
    expect(members.every(({ thing }) => affected.has(thing))).toBe(true);
  },
  60_000,
);
