import { describe, expect, test } from '@jest/globals';
import { OBSERVED_PROPERTIES, parseThing } from '@citywatch/contracts';
import { loadLand } from './chicago/decode.js';
import { createCity, MAX_SENSORS, metadataOf, MIN_SENSORS } from './city.js';
import { toPlane } from './plane.js';

describe('createCity', () => {
  const city = createCity({ seed: 1, sensors: 1000 });

  test('the same seed makes the same city, another seed another', () => {
    expect(metadataOf(createCity({ seed: 1, sensors: 1000 }))).toEqual(metadataOf(city));
    expect(metadataOf(createCity({ seed: 2, sensors: 1000 }))).not.toEqual(metadataOf(city));
  });

  test.each([MIN_SENSORS, 47, 1000, 10_000])('%i sensors are exactly that many, each with its own id', (sensors) => {
    const { things, byId } = createCity({ seed: 5, sensors });
    expect(things).toHaveLength(sensors);
    expect(byId.size).toBe(sensors);
    expect(things.every((thing, i) => thing.index === i)).toBe(true);
  });

  test.each([MIN_SENSORS - 1, MAX_SENSORS + 1, 12.5, NaN])('%d sensors are refused by name', (sensors) => {
    expect(() => createCity({ seed: 1, sensors })).toThrow(/sensors is/);
  });

  test.each([-1, 2 ** 32, 0.5])('seed %d is refused by name', (seed) => {
    expect(() => createCity({ seed, sensors: 100 })).toThrow(/seed is/);
  });

  test('an unknown time zone is refused', () => {
    expect(() => createCity({ seed: 1, sensors: 100, timeZone: 'America/Springfield' })).toThrow(RangeError);
  });

  test('a holiday is like a Sunday, by the clock on the wall; a date that is none is refused', () => {
    const thanksgiving = createCity({ seed: 1, sensors: 100, holidays: ['2026-11-26'] });
    const usual = createCity({ seed: 1, sensors: 100 });
    const at = (day: number, hour: number) => Date.UTC(2026, 10, day, hour + 6);
    expect(usual.moment(at(26, 8)).morning).toBeGreaterThan(0.8);
    expect(thanksgiving.moment(at(26, 8)).morning).toBe(0);
    expect(thanksgiving.moment(at(26, 0)).day).toBe(thanksgiving.moment(at(29, 0)).day);
    for (const hour of [-1, 24]) expect(thanksgiving.moment(at(26, hour))).toEqual(usual.moment(at(26, hour)));
    expect(() => createCity({ seed: 1, sensors: 100, holidays: ['26 November'] })).toThrow(/2026-11-26/);
  });

  test('every Thing is described as the contract asks', () => {
    const refused = metadataOf(city)
      .map((thing) => parseThing(Buffer.from(JSON.stringify(thing))))
      .filter((parsed) => !parsed.ok);
    expect(refused).toEqual([]);
  });

  test('62 % traffic, 13 % air, 25 % grid, of several operators, observing every property', () => {
    const of = (domain: string) => city.things.filter((t) => t.metadata.domain === domain).length;
    expect([of('traffic'), of('air-quality'), of('grid')]).toEqual([620, 130, 250]);
    expect(new Set(city.things.map((t) => t.metadata.operator)).size).toBeGreaterThanOrEqual(6);
    const observed = new Set(city.things.flatMap((t) => t.metadata.properties));
    expect([...observed].sort()).toEqual(OBSERVED_PROPERTIES.map((p) => p.id).sort());
  });

  test('detectors have names of real streets and stand in order along their road', () => {
    const names = city.things.map((t) => t.metadata.name);
    expect(names).toContainEqual(expect.stringMatching(/^Kennedy Expy at .+, (north|south)bound$/));
    expect(names).toContainEqual(expect.stringMatching(/^Ashland Ave & .+, northbound$/));
    for (const detectors of city.byRoad.values()) {
      const positions = detectors.map((d) => d.position);
      expect(positions).toEqual([...positions].sort((a, b) => a - b));
    }
  });

  test('a small city has expressways, streets, and signals at its streets', () => {
    const small = createCity({ seed: 1, sensors: 200 });
    const streets = small.things.filter((t) => t.kind === 'traffic' && t.freeSpeed < 60);
    expect(streets.length).toBeGreaterThan(50);
    expect(streets.length).toBeLessThan(80);
    expect(small.things.some((t) => t.kind === 'grid' && t.detectors.length > 0)).toBe(true);
    const gaps = [...small.byRoad.values()].flatMap((road) =>
      road.slice(1).map((detector, i) => detector.position - road[i].position),
    );
    expect(Math.max(...gaps)).toBeLessThan(1500);
  });

  test.each([1, 2, 3])('no air or grid sensor of seed %i stands in the lake, and no detector off the map', (seed) => {
    const isLand = loadLand();
    const { things } = createCity({ seed, sensors: 3000 });
    const outside = things.filter(
      ({ metadata: { longitude, latitude } }) =>
        longitude < -87.803 || longitude > -87.583 || latitude < 41.771 || latitude > 41.968,
    );
    // Roads cross the river on bridges, and signals and roadside stations stand by them.
    const wet = things.filter(
      ({ metadata, kind }) =>
        kind !== 'traffic' &&
        !/^(Signals|Roadside)/.test(metadata.name) &&
        !isLand(toPlane(metadata.longitude, metadata.latitude)),
    );
    expect([outside, wet]).toEqual([[], []]);
  });

  test('every grid Thing hangs in a tree under a substation', () => {
    const top = (index: number): number => {
      const thing = city.things[index];
      return thing.kind === 'grid' && thing.parent >= 0 ? top(thing.parent) : index;
    };
    const grid = city.things.filter((thing) => thing.kind === 'grid');
    const roles = new Set(grid.map((thing) => city.things[top(thing.index)]).map((t) => t.kind === 'grid' && t.role));
    expect([...roles]).toEqual(['substation']);
    const misnamed = grid.filter(
      (t) => t.parent >= 0 && city.things[t.parent].metadata.thing !== t.metadata.feeder?.parent,
    );
    expect(misnamed).toEqual([]);
  });
});
