import { beforeEach, expect, test } from '@jest/globals';
import { renderNote } from '@citywatch/contracts';
import { applyIncidentCommand } from '../incident/transition.js';
import { onRoad, thingAt } from '../testing/anomalies.js';
import { City, graphOf, settings, T } from '../testing/correlated-city.js';

const SECOND = 1_000;
const MINUTE = 60_000;
const station = (name: string, north: number) => thingAt(name, 'air-quality', north);
const a = (i: number) => onRoad(`a${i}`, 2_000 - i * 400, 'a', -i * 400);
const b = (i: number) => onRoad(`b${i}`, 2_000 - i * 400, 'b', 2_400 + i * 400);
const small = { severity: 'minor' } as const;

let city: City;
beforeEach(() => {
  city = new City();
});
const parts = (): string[][] => city.current.map(({ members }) => members.map(({ thing }) => thing).sort());

/** Jams that began with the exhaust, and were heard of later. */
function jam(road: typeof a, after: number, detectors = [0, 1]): void {
  for (const i of detectors) city.raise(road(i), T + 30 * SECOND + i, {}, T + after + i);
}

/** The air beside two roads 2.4 km apart is read before anybody hears of the jams on them. */
function airFirst(more: Parameters<City['raise']>[2] = small, between = 2_400): void {
  city.raise(station('airA', 0), T, more);
  city.raise(station('airB', between), T + SECOND, more);
  city.advance(T + 2 * MINUTE);
  expect(parts()).toEqual([['airA', 'airB']]);
}

test('two jams whose exhaust was read first are two incidents: each takes the air beside it', () => {
  airFirst();
  jam(a, 3 * MINUTE);
  expect(parts()).toEqual([['a0', 'a1', 'airA'], ['airB']]);
  jam(b, 4 * MINUTE);
  expect(parts()).toEqual([
    ['a0', 'a1', 'airA'],
    ['airB', 'b0', 'b1'],
  ]);
});

test('what leaves an incident is one of its own, says whose it was, and is never joined to it again', () => {
  city.raise(station('airA', 0), T, small);
  city.advance(T + 2 * MINUTE);
  city.raise(station('airB', 2_400), T + 2 * MINUTE, small);
  jam(b, 3 * MINUTE, [0]);
  const [origin, left] = city.all;
  expect(parts()).toEqual([['airB', 'b0'], ['airA']]);
  expect(left.id).not.toBe(origin.id);
  const opened = city.log.find(({ incident, isNew }) => isNew && incident.id === left.id);
  expect(opened).toMatchObject({ apart: [origin.id], joined: [left.members[0].anomaly] });
  expect(renderNote(opened?.event.note ?? '', 'en')).toBe('Was part of INC-1.');
});

test('before anything was stored they only wait anew', () => {
  city.raise(station('airA', 0), T, small);
  city.raise(station('airB', 2_400), T + SECOND, small);
  city.raise(a(0), T + 2 * SECOND);
  city.raise(a(1), T + 3 * SECOND);
  expect(parts()).toEqual([['a0', 'a1', 'airA']]);
  city.advance(T + 2 * SECOND + settings.waitMs.minor);
  expect(parts()).toEqual([['a0', 'a1', 'airA'], ['airB']]);
});

test('a station beside one that the jam explains stays, and one a little further does not', () => {
  airFirst(small, settings.airNearMetres - 1);
  jam(a, 3 * MINUTE, [0]);
  expect(parts()).toEqual([['a0', 'airA', 'airB']]);
  city = new City();
  airFirst(small, settings.airNearMetres + 1);
  jam(a, 3 * MINUTE, [0]);
  expect(parts()).toEqual([['a0', 'airA'], ['airB']]);
});

test('exhaust reaches no station further off, and a station beside a jam has its own', () => {
  for (const i of [0, 1]) city.raise(a(i), T + i);
  city.raise(station('airA', 0), T + MINUTE, small);
  city.raise(station('far', 2_400), T + 2 * MINUTE, small);
  city.advance(T + 5 * MINUTE);
  expect(parts()).toEqual([['a0', 'a1', 'airA'], ['far']]);
  for (const i of [0, 1]) city.raise(b(i + 3), T + 6 * MINUTE + i);
  city.raise(station('airB', 3_000), T + 7 * MINUTE, small);
  expect(parts()).toEqual([['a0', 'a1', 'airA'], ['far'], ['airB', 'b3', 'b4']]);
});

test('smoke reaches far: a jam beside it takes nothing away', () => {
  airFirst({ ...small, property: 'pm25' });
  jam(a, 3 * MINUTE);
  expect(parts()).toEqual([['a0', 'a1', 'airA', 'airB']]);
});

test('nothing is taken out of what a person has in hand', () => {
  airFirst();
  const [incident] = city.all;
  const answer = applyIncidentCommand(incident, { command: 'acknowledge', revision: incident.revision }, 'op', T);
  if (!answer.ok) throw new Error(answer.detail);
  city.correlator.sync([answer.incident]);
  jam(a, 3 * MINUTE);
  expect(parts()).toEqual([['a0', 'a1', 'airA', 'airB']]);
});

test('a station beside a jam that reads more than its neighbours belongs to it, one that reads less does not', () => {
  const apart = { detector: 'peers', severity: 'minor', expected: 30 } as const;
  for (const i of [0, 1]) city.raise(a(i), T + i);
  city.raise(station('airA', 0), T + 5 * MINUTE, { ...apart, observed: 60 });
  city.raise(station('airB', 200), T + 5 * MINUTE, { ...apart, observed: 5 });
  city.advance(T + 5 * MINUTE + settings.qualityWaitMs);
  expect(parts()).toEqual([['a0', 'a1', 'airA'], ['airB']]);
  expect(city.current[0].severity).toBe('major');
});

test('haze and exhaust have two causes, smoke and carbon monoxide one', () => {
  const pair = (one: string, other: string) => {
    city = new City();
    city.raise(station('x', 0), T, { ...small, property: one });
    city.raise(station('y', 2_400), T + SECOND, { ...small, property: other });
    city.advance(T + 2 * MINUTE);
    return city.current.length;
  };
  expect([pair('pm25', 'no2'), pair('pm10', 'pm25'), pair('pm25', 'co'), pair('no2', 'co')]).toEqual([2, 1, 1, 1]);
});

test('exhaust beside a jam belongs to the jam, though the station has been in a haze, alone or with all others, for hours', () => {
  const few = [station('airA', 0), station('airB', 900)];
  const many = [...few, ...Array.from({ length: 12 }, (_, i) => station(`air${i}`, 10_000 + i * 4_000))];
  for (const stations of [few, many]) {
    city = new City(graphOf(stations));
    for (const one of stations) city.raise(one, T - 120 * MINUTE, { ...small, property: 'pm25' });
    city.advance(T - 60 * MINUTE);
    expect(parts()).toHaveLength(1);
    jam(a, MINUTE);
    city.raise(station('airA', 0), T + 2 * MINUTE, { ...small, property: 'no2' });
    city.advance(T + 5 * MINUTE);
    expect(parts()[1]).toEqual(['a0', 'a1', 'airA']);
  }
});

test('what lies in the air all over makes no part of a jam, where one station reads both', () => {
  for (const north of [1_500, 2_100, 2_700])
    city.raise(station(`far${north}`, north), T - 40 * MINUTE, { property: 'pm25' });
  city.advance(T - 30 * MINUTE);
  jam(a, MINUTE);
  city.raise(station('airA', 0), T + 2 * MINUTE, { property: 'pm25' });
  expect(parts()).toHaveLength(2);
});
