import { describe, expect, test } from '@jest/globals';
import { createCity } from './city.js';
import { plume } from './fire.js';
import { INCIDENT_KINDS } from './incident.js';
import { createIncident, MAX_MINUTES } from './inject.js';
import { observe } from './observe.js';
import { planIncidents } from './plan.js';

const MINUTE = 60_000;
const start = Date.parse('2026-11-19T14:00:00-06:00');
const city = createCity({ seed: 3, sensors: 1000 });

describe('crash', () => {
  const crash = createIncident(city, { kind: 'crash', start, seed: 11 });
  const speeds = (time: number) =>
    crash.truth
      .map(({ thing }) => city.byId.get(thing))
      .filter((thing) => thing?.kind === 'traffic')
      .map((thing) => {
        if (thing?.kind !== 'traffic') throw new Error('unreachable');
        const [now, calm] = [observe(city, thing, time, [crash]), observe(city, thing, time)];
        return {
          position: thing.position,
          road: thing.roadId,
          share: (now?.results.speed ?? 0) / (calm?.results.speed ?? 1),
        };
      })
      .sort((a, b) => a.position - b.position);

  test('slows only upstream detectors of its own carriageway', () => {
    const all = speeds(start + 15 * MINUTE);
    expect(new Set(all.map((s) => s.road)).size).toBe(1);
    const free = all.findIndex((s) => s.share > 0.9);
    const firstFree = free < 0 ? all.length : free;
    // From the tail of the queue to the crash slow, beyond it free.
    expect(firstFree).toBeGreaterThan(2);
    expect(all.slice(0, firstFree).every((s) => s.share < 0.5)).toBe(true);
    expect(all.slice(firstFree).every((s) => s.share > 0.9)).toBe(true);
  });

  test('is seen in the first report after it, and the queue grows', () => {
    const slow = (time: number) => speeds(time).filter((s) => s.share < 0.5).length;
    expect(slow(start - 1000)).toBe(0);
    expect(slow(start)).toBeGreaterThanOrEqual(1);
    expect(slow(start + 12 * MINUTE)).toBeGreaterThan(slow(start));
    expect(slow(crash.end)).toBe(0);
  });

  test('raises NO2 beside the queue and nowhere else', () => {
    const time = start + 15 * MINUTE;
    const raised = city.things.filter(
      (t) =>
        t.kind === 'air' &&
        (observe(city, t, time, [crash])?.results.no2 ?? 0) > (observe(city, t, time)?.results.no2 ?? 0) + 8,
    );
    expect(raised.length).toBeGreaterThanOrEqual(1);
    const known = new Set(crash.truth.map((t) => t.thing));
    expect(raised.every((t) => known.has(t.metadata.thing))).toBe(true);
  });

  test('changes no Thing that its ground truth does not name', () => {
    const known = new Set(crash.truth.map((t) => t.thing));
    const changed = city.things.filter((thing) => {
      const time = start + 9 * MINUTE;
      return JSON.stringify(observe(city, thing, time, [crash])) !== JSON.stringify(observe(city, thing, time));
    });
    expect(changed.filter((thing) => !known.has(thing.metadata.thing))).toEqual([]);
  });
});

describe('fire', () => {
  test('its plume lies downwind, thins with distance and needs time to arrive', () => {
    // Wind from the west: smoke goes east.
    const at = (east: number, north: number, age = 60 * MINUTE) => plume(east, north, 4, 270, age);
    expect(at(1000, 0)).toBeGreaterThan(60);
    expect(at(-1000, 0)).toBeLessThan(0.1);
    expect(at(0, 1000)).toBeLessThan(0.1);
    expect(at(3000, 0)).toBeLessThan(at(1000, 0));
    expect(at(1000, 1500)).toBeLessThan(1);
    expect(at(2400, 0, 9 * MINUTE)).toBeCloseTo(0, 9);
    expect(at(2400, 0, 12 * MINUTE)).toBeGreaterThan(30);
  });

  test('drifts when the wind turns', () => {
    expect(plume(0, 1000, 4, 180, 60 * MINUTE)).toBeCloseTo(plume(1000, 0, 4, 270, 60 * MINUTE), 6);
  });

  test('raises PM2.5 and PM10 together at the stations it names', () => {
    const fire = createIncident(city, { kind: 'fire', start, seed: 4 });
    expect(fire.truth.length).toBeGreaterThanOrEqual(3);
    const { thing, from } = fire.truth[0];
    const station = city.byId.get(thing);
    if (!station) throw new Error('no such station');
    const time = from + 3 * MINUTE;
    const [smoke, calm] = [
      observe(city, station, time, [fire])?.results ?? {},
      observe(city, station, time)?.results ?? {},
    ];
    expect(smoke.pm25 - calm.pm25).toBeGreaterThan(10);
    expect(smoke.pm10 - calm.pm10).toBeCloseTo(1.4 * (smoke.pm25 - calm.pm25), 0);
  });
});

describe('feeder fault and substation', () => {
  const fault = createIncident(city, { kind: 'feeder-fault', start, seed: 2 });

  test('everything below loses its voltage within seconds, and nothing else of the grid', () => {
    const time = start + 10_000;
    const dark = city.things.filter(
      (t) => t.kind === 'grid' && (observe(city, t, time, [fault])?.results.voltage ?? 0) < 50,
    );
    expect(dark.length).toBeGreaterThan(15);
    const feeder = dark[0].metadata.feeder?.id;
    expect(dark.every((t) => t.metadata.feeder?.id === feeder)).toBe(true);
    expect(dark).toHaveLength(city.things.filter((t) => t.metadata.feeder?.id === feeder).length);
  });

  test('sags before it goes, and comes back', () => {
    const head = city.byId.get(fault.truth[0].thing);
    if (!head) throw new Error('no head');
    const voltage = (time: number) => observe(city, head, time, [fault])?.results.voltage ?? NaN;
    expect(voltage(start + 1000) / voltage(start - 1000)).toBeCloseTo(0.62, 1);
    expect(voltage(start + 5000)).toBeLessThan(100);
    expect(voltage(fault.end)).toBeGreaterThan(12_000);
  });

  test('dark signals slow the streets there', () => {
    const slowed = fault.truth.map((t) => city.byId.get(t.thing)).filter((t) => t?.kind === 'traffic');
    expect(slowed.length).toBeGreaterThanOrEqual(1);
    for (const detector of slowed) {
      if (!detector) continue;
      const time = start + 2 * MINUTE;
      const [now, calm] = [observe(city, detector, time, [fault]), observe(city, detector, time)];
      expect(now?.results.speed).toBeLessThan(0.5 * (calm?.results.speed ?? 0));
    }
  });

  test('a substation takes more than 40 Things with it', () => {
    const lost = createIncident(city, { kind: 'substation', start, seed: 2 });
    expect(lost.truth.length).toBeGreaterThan(40);
    // No frequency without a supply.
    const station = city.byId.get(lost.truth[0].thing);
    expect(station && observe(city, station, start + MINUTE, [lost])?.results).not.toHaveProperty('frequency');
  });
});

describe('createIncident', () => {
  test.each(INCIDENT_KINDS)('%s works in the smallest city too', (kind) => {
    const small = createCity({ seed: 1, sensors: 10 });
    expect(createIncident(small, { kind, start, seed: 1 }).end).toBeGreaterThan(start);
  });

  test('a city of one detector has crashes and says why it has no fires', () => {
    const one = createCity({ seed: 1, sensors: 1 });
    expect(createIncident(one, { kind: 'crash', start, seed: 1 }).truth).toHaveLength(1);
    expect(() => createIncident(one, { kind: 'fire', start, seed: 1 })).toThrow(/no air sensor.*more sensors/);
    expect(planIncidents(one, start, start + 60 * MINUTE, 500).length).toBeGreaterThan(10);
  });

  test.each([
    ['kennedy', /^Kennedy Expy/],
    ['Pilsen', /./],
    ['-87.65,41.86', /./],
  ])('finds "%s"', (where, name) => {
    expect(createIncident(city, { kind: 'crash', start, where, seed: 1 }).place).toMatch(name);
  });

  test('finds a feeder by its id', () => {
    expect(createIncident(city, { kind: 'feeder-fault', start, where: 'F3', seed: 1 }).place).toBe('Feeder F3 head');
  });

  test.each(['Springfield', '', '12.5,41.9'])('says what could be asked where "%s" is nowhere', (where) => {
    expect(() => createIncident(city, { kind: 'crash', start, where, seed: 1 })).toThrow(
      /no place of this city.*neighbourhood/,
    );
  });

  test('takes as long as asked, up to the limit', () => {
    expect(createIncident(city, { kind: 'gap', start, minutes: MAX_MINUTES, seed: 1 }).end - start).toBe(
      MAX_MINUTES * MINUTE,
    );
    for (const minutes of [0, -1, MAX_MINUTES + 1, NaN])
      expect(() => createIncident(city, { kind: 'gap', start, minutes, seed: 1 })).toThrow(/minutes is/);
  });
});

describe('planIncidents', () => {
  const day = 24 * 60 * MINUTE;

  test('a time has the same incidents whatever window asks for it', () => {
    const week = planIncidents(city, start - 4 * day, start, 24);
    const ids = (from: number, to: number) => planIncidents(city, from, to, 24).map((i) => i.id);
    const [from, to] = [start - 3 * day, start - 3 * day + 37 * MINUTE];
    expect(ids(from, to)).toEqual(week.filter((i) => i.start < to && i.end > from).map((i) => i.id));
  });

  test('about as many as asked, of many kinds', () => {
    const week = planIncidents(city, start - 7 * day, start, 18);
    expect(week.length).toBeGreaterThan(18 * 7 * 0.8);
    expect(week.length).toBeLessThan(18 * 7 * 1.2);
    expect(new Set(week.map((i) => i.kind)).size).toBeGreaterThanOrEqual(7);
    expect(planIncidents(city, start - day, start, 0)).toEqual([]);
    expect(() => planIncidents(city, start - day, start, -1)).toThrow(/per day/);
  });
});
