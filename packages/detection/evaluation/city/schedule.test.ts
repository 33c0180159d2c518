import { describe, expect, test } from '@jest/globals';
import { propertyIndex } from '@citywatch/contracts';
import { createCity, createIncident, INCIDENT_KINDS } from '@citywatch/simulator';
import { eachReport, happeningOf } from './reports.js';
import { scheduleIncidents, touched, WEEKLY } from './schedule.js';
import { Sightings } from './sightings.js';
import { scheduleTwins } from './twins.js';

const DAY = 86_400_000;
const START = Date.UTC(2026, 8, 14, 5);
const city = createCity({ seed: 5, sensors: 200 });

describe('what goes wrong in a week', () => {
  const planned = scheduleIncidents(city, START, START + 7 * DAY, WEEKLY);

  test('is every kind, within the week, in order, the same each time', () => {
    expect(new Set(planned.map(({ kind }) => kind))).toEqual(new Set(INCIDENT_KINDS));
    expect(planned.every(({ start, end }) => start >= START && end <= START + 7 * DAY)).toBe(true);
    expect(planned.map(({ start }) => start)).toEqual(planned.map(({ start }) => start).sort((a, b) => a - b));
    const again = scheduleIncidents(city, START, START + 7 * DAY, WEEKLY);
    expect(again.map(({ id }) => id)).toEqual(planned.map(({ id }) => id));
  });

  test('never has two with the same Thing within four hours', () => {
    planned.forEach((one, i) => {
      for (const other of planned.slice(i + 1))
        if (touched(one).some((index) => touched(other).includes(index)))
          expect(Math.max(one.start, other.start) - Math.min(one.end, other.end)).toBeGreaterThanOrEqual(14_400_000);
    });
  });
});

test('twins begin at once, 2.5 to 3.5 km apart', () => {
  const twins = scheduleTwins(createCity({ seed: 2, sensors: 600 }), START, START + 5 * DAY);
  expect(twins.length).toBeGreaterThanOrEqual(8);
  for (let i = 0; i < twins.length; i += 2) {
    expect(twins[i].start).toBe(twins[i + 1].start);
    expect(twins[i].id).not.toBe(twins[i + 1].id);
  }
});

describe('the reports of a stretch', () => {
  const fault = createIncident(city, { kind: 'gap', start: START + 600_000, minutes: 20, seed: 4 });
  const [{ thing: silent }] = fault.truth;

  test('every Thing reports once an interval, in the order of time; what is silent does not', () => {
    const times: number[] = [];
    const counts = new Map<string, number>();
    const stretch = { from: START, to: START + 3_600_000, interval: 300_000 };
    const sightings = new Sightings([fault]);
    eachReport(
      city,
      stretch,
      happeningOf([fault]),
      ({ thing, phenomenonTime, properties, results }) => {
        times.push(phenomenonTime);
        counts.set(thing, (counts.get(thing) ?? 0) + 1);
        expect(properties).toHaveLength(results.length);
        expect(properties.every((index) => index >= 0)).toBe(true);
      },
      sightings.witness,
    );
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(new Set(counts.values())).toEqual(new Set([12, 8]));
    expect(counts.get(silent)).toBe(8);
    expect(sightings.eventOf(city, fault).truth.map(({ visible }) => visible)).toEqual([true]);
  });

  test('native ones come at each own interval', () => {
    const counts = new Map<string, number>();
    eachReport(city, { from: START, to: START + 60_000, interval: 'native' }, new Map(), ({ thing }) =>
      counts.set(thing, (counts.get(thing) ?? 0) + 1),
    );
    for (const { metadata } of city.things) expect(counts.get(metadata.thing)).toBe(60 / metadata.interval);
  });

  test('a result that cannot be is flagged as by the parser', () => {
    const wild = { ...fault, kind: 'spike' as const, truth: fault.truth };
    const broken = {
      ...wild,
      faults: new Map([[0, (observed: { phenomenonTime: number }) => ({ ...observed, results: { speed: 900 } })]]),
    };
    const flags: number[] = [];
    eachReport(
      city,
      { from: fault.start, to: fault.start + 300_000, interval: 300_000 },
      happeningOf([broken]),
      ({ properties, qualities }) =>
        flags.push(...qualities.filter((_, i) => properties[i] === propertyIndex('speed'))),
    );
    expect(flags.filter((flag) => flag !== 0)).toEqual([1]);
  });

  test('what no report shows is known to be invisible', () => {
    const short = createIncident(city, { kind: 'stuck', start: START + 1, minutes: 0.001, seed: 4 });
    const sightings = new Sightings([short]);
    const stretch = { from: START, to: START + 900_000, interval: 300_000 };
    eachReport(city, stretch, happeningOf([short]), () => undefined, sightings.witness);
    expect(sightings.eventOf(city, short).truth[0].visible).toBe(false);
  });
});
