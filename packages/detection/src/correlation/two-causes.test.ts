import { expect, test } from '@jest/globals';
import { renderReason } from '@citywatch/contracts';
import { onFeeder, onRoad, thingAt } from '../testing/anomalies.js';
import { City, graphOf, settings, T } from '../testing/correlated-city.js';
import type { ThingContext } from './settings.js';

const SECOND = 1_000;
const MINUTE = 60_000;
/** A detector every 400 m of one carriageway. */
const road = Array.from({ length: 8 }, (_, i) => ({ ...onRoad(`t${i}`, i * 400), intervalMs: 10_000 }));
const held = 30_000;

test('two crashes 1.2 km apart with calm detectors between are two incidents, once the calm ones had time to speak', () => {
  const city = new City(graphOf(road));
  for (const i of [2, 3]) city.raise(road[i], T + i * SECOND, { severity: 'critical' });
  for (const i of [6, 7]) city.raise(road[i], T + 10_000 + i * SECOND, { severity: 'critical' });
  city.advance(T + 10_000 + 6 * SECOND + held - 1);
  expect(city.all).toHaveLength(1);
  city.advance(T + 10_000 + 6 * SECOND + held);
  expect(city.all.map(({ members }) => members.map(({ thing }) => thing))).toEqual([
    ['t2', 't3'],
    ['t6', 't7'],
  ]);
});

test('what was found to be two stays two when the queue of the one reaches the other', () => {
  const city = new City(graphOf(road));
  for (const i of [2, 3, 6, 7]) city.raise(road[i], T + i * SECOND, { severity: 'critical' });
  city.advance(T + MINUTE);
  city.raise(road[5], T + 3 * MINUTE);
  city.raise(road[4], T + 4 * MINUTE);
  expect(city.current.map(({ members }) => members.map(({ thing }) => thing))).toEqual([
    ['t2', 't3'],
    ['t6', 't7', 't5', 't4'],
  ]);
});

test('one queue whose middle is read last is one incident, opened once', () => {
  const city = new City(graphOf(road));
  for (const i of [3, 2, 6, 7, 4, 5]) city.raise(road[i], T + i * SECOND, { severity: 'critical' });
  city.advance(T + 10 * MINUTE);
  expect(city.all).toHaveLength(1);
  expect(city.kinds.filter((kind) => kind === 'opened')).toHaveLength(1);
  expect(city.all[0].members).toHaveLength(6);
});

test('a queue grows against the traffic: a jam that comes long after, ahead of the first, is another', () => {
  const city = new City();
  for (const i of [3, 2]) city.raise(road[i], T + i * SECOND, { severity: 'critical' });
  for (const i of [5, 4]) city.raise(road[i], T + 4 * MINUTE, { severity: 'critical' });
  city.advance(T + 4 * MINUTE + held);
  expect(city.current.map(({ root }) => root)).toEqual(['t3', 't5']);
});

test('a jam on the other carriageway is the same while it is young, and another one later', () => {
  const back = [3, 4].map((i) => onRoad(`back${i}`, 9_000 - i * 400, 'halsted-s', i * 400));
  const count = (later: number) => {
    const city = new City();
    for (const i of [3, 2]) city.raise(road[i], T + i * SECOND, { severity: 'critical' });
    back.forEach((detector, i) => city.raise(detector, T + later + i * SECOND, { severity: 'critical' }));
    return city.current.length;
  };
  expect([count(5 * MINUTE), count(settings.windowMs.traffic + 5 * SECOND)]).toEqual([1, 2]);
});

test('what one sensor says again makes no two incidents one', () => {
  const city = new City(graphOf(road));
  for (const i of [2, 3, 6, 7]) city.raise(road[i], T + i * SECOND, { severity: 'critical' });
  city.advance(T + MINUTE);
  city.raise(road[3], T + 2 * MINUTE, { property: 'flow' });
  city.raise(road[6], T + 2 * MINUTE, { property: 'flow' });
  expect(city.current.map(({ members }) => members.length)).toEqual([3, 3]);
});

test('the root of a queue is its front, whoever was heard first', () => {
  const city = new City(graphOf(road));
  for (const [n, i] of [4, 3, 5, 2].entries()) city.raise(road[i], T + n * SECOND, { severity: 'critical' });
  expect(city.all).toMatchObject([{ firstMover: 't4', root: 't5' }]);
});

test('a feeder beside the queue that was looked at and is calm is said to be normal', () => {
  const signal = onFeeder('signal', 'F7', ['head'], 900);
  const things = [...road, signal, onFeeder('head', 'F7', ['sub'], 5_000)];
  const city = new City(graphOf(things));
  for (const i of [2, 3]) city.raise(road[i], T + i * SECOND);
  expect(renderReason(city.all[0].reason, 'en')).toContain('; feeder F7 normal');
  expect(renderReason(city.all[0].reason, 'zh')).toContain('；馈线 F7 正常');
  const dark = new City(graphOf(things));
  dark.raise(signal, T, { property: 'current' });
  for (const i of [2, 3]) dark.raise(road[i], T + i * SECOND);
  expect(renderReason(dark.all[0].reason, 'en')).not.toContain('normal');
});

test('40 sensors dark within one slow report are one incident with one notification; the root need not report', () => {
  const slow = { intervalMs: 300_000 };
  const names = graphOf([{ ...onFeeder('sub', 'S1', []), ...slow, name: 'Loop substation' }]);
  const below = (f: number, i: number): ThingContext => ({
    ...onFeeder(`f${f}-${i}`, `F${f}`, [`head${f}`, 'sub'], f * 3_000 + i * 100),
    ...slow,
  });
  const city = new City(names);
  for (let i = 0; i < 40; i++)
    city.raise(below(i % 2, i), T + i * 7_000, { severity: 'critical', observed: 0, expected: 240 });
  city.advance(T + 10 * MINUTE);
  expect(city.all).toHaveLength(1);
  expect(city.kinds.filter((kind) => kind === 'opened')).toHaveLength(1);
  expect(city.all[0]).toMatchObject({ root: 'sub', severity: 'critical', things: { grid: 40 } });
  expect(renderReason(city.all[0].title, 'en')).toBe('Power lost at Loop substation');
  const severities = new Set(city.log.slice(1).map(({ incident }) => incident.severity));
  expect(severities.size).toBe(1);
});

test('a member of a resolved episode that is read late joins and calls nobody; one that lasts reopens it', () => {
  const city = new City();
  const crash = [5, 4].map((i) => city.raise(road[i], T + i * SECOND));
  for (const anomaly of crash) city.clear(anomaly, T + 5 * MINUTE);
  city.advance(T + 8 * MINUTE);
  const late = city.raise(road[3], T + 2 * MINUTE, {}, T + 9 * MINUTE - 1_000);
  expect(city.kinds.slice(-2)).toEqual(['reopened', 'grew']);
  city.clear(late, T + 9 * MINUTE);
  city.advance(T + 12 * MINUTE);
  const before = city.kinds.length;
  const { correlator } = city;
  const brief = { ...late, id: 'a-brief', thing: 't2', start: T + 3 * MINUTE };
  const event = { sequence: 0, at: brief.start, anomaly: brief } as const;
  correlator.take({ ...event, kind: 'raised' }, road[2], T + 12 * MINUTE);
  correlator.take({ ...event, kind: 'cleared', anomaly: { ...brief, end: T + 4 * MINUTE } }, null, T + 12 * MINUTE);
  city.advance(T + 12 * MINUTE);
  expect(city.kinds.slice(before)).toEqual(['grew']);
});

test('a slow detector that speaks of the same episode after its end joins and calls nobody', () => {
  const city = new City();
  const crash = [5, 4].map((i) => city.raise(road[i], T + i * SECOND));
  for (const anomaly of crash) city.clear(anomaly, T + 5 * MINUTE);
  city.advance(T + 8 * MINUTE);
  const before = city.kinds.length;
  city.raise(road[5], T + 9 * MINUTE, { detector: 'pattern', severity: 'minor' }, T + 9 * MINUTE);
  expect(city.kinds.slice(before)).toEqual(['grew']);
  city.raise(road[5], T + 10 * MINUTE, { property: 'occupancy' });
  expect(city.kinds.slice(before)).toEqual(['grew', 'reopened', 'grew']);
});

test('a lone sensor is minor unless two of its properties are critical or its supply is gone', () => {
  const severityOf = (...parts: readonly Parameters<City['raise']>[2][]) => {
    const city = new City();
    for (const part of parts)
      city.raise(thingAt('a', part?.property === 'voltage' ? 'grid' : 'air-quality', 0), T, part);
    city.advance(T + 10 * MINUTE);
    return city.all.map(({ severity }) => severity);
  };
  const critical = { severity: 'critical' } as const;
  for (const detector of ['seasonal', 'pattern', 'forecast', 'rate'] as const)
    expect(severityOf({ ...critical, detector })).toEqual(['minor']);
  expect(severityOf({ ...critical, property: 'no2' }, { ...critical, property: 'co' })).toEqual(['major']);
  expect(severityOf({ ...critical, property: 'voltage', observed: 0, expected: 230 })).toEqual(['major']);
  expect(severityOf({ ...critical, detector: 'peers' })).toEqual(['minor']);
});

test('a sensor that is found broken never makes a major incident alone, nor with one other; three Things outweigh the doubt', () => {
  for (const detector of ['stuck', 'consistency', 'clock'] as const) {
    const city = new City();
    const critical = { severity: 'critical' } as const;
    city.raise(road[0], T, { detector, severity: 'minor', property: 'flow' });
    city.raise(road[0], T + SECOND, critical);
    city.raise(road[0], T + SECOND, { ...critical, property: 'occupancy' });
    expect(city.all.map(({ severity }) => severity)).toEqual(['minor']);
    city.raise(road[1], T + 2 * SECOND, critical);
    expect(city.all.map(({ severity }) => severity)).toEqual(['minor']);
    city.raise(road[2], T + 3 * SECOND, critical);
    expect(city.all.map(({ severity }) => severity)).toEqual(['critical']);
  }
});

test('a little off in one property is an information; in two, or again and again, it is minor', () => {
  const severityOf = (...parts: readonly (readonly [property: string, severity: 'minor' | 'major', at: number])[]) => {
    const city = new City();
    for (const [property, severity, at] of parts) city.raise(road[0], T + at, { property, severity });
    city.advance(T + 30 * MINUTE);
    return city.all.map((incident) => incident.severity);
  };
  expect(severityOf(['speed', 'minor', 0])).toEqual(['info']);
  expect(severityOf(['speed', 'major', 0])).toEqual(['minor']);
  expect(severityOf(['speed', 'minor', 0], ['occupancy', 'minor', 0])).toEqual(['minor']);
  const again = (times: number) => Array.from({ length: times }, (_, i) => ['speed', 'minor', i * 1_000] as const);
  expect([severityOf(...again(3)), severityOf(...again(4))]).toEqual([['info'], ['minor']]);
});

test('ten Things are major however little each is off, but for air: that is the weather', () => {
  const severityOf = (count: number, place: (i: number) => ThingContext, property: string) => {
    const city = new City();
    for (let i = 0; i < count; i++) city.raise(place(i), T - i * SECOND, { property, severity: 'minor' });
    city.advance(T + 10 * MINUTE);
    return city.current.map(({ severity }) => severity);
  };
  const detector = (i: number) => onRoad(`t${i}`, i * 300);
  const station = (i: number) => thingAt(`air${i}`, 'air-quality', i * 300);
  expect([severityOf(9, detector, 'flow'), severityOf(10, detector, 'flow')]).toEqual([['minor'], ['major']]);
  expect(severityOf(10, station, 'no2')).toEqual(['info']);
});

test('a little of one thing in the air of several stations is an information; of two things, or more of it, is minor', () => {
  const severityOf = (...said: readonly (readonly [property: string, severity: 'minor' | 'major'])[]) => {
    const city = new City();
    said.forEach(([property, severity], i) =>
      city.raise(thingAt(`air${i}`, 'air-quality', i * 300), T + i * SECOND, { property, severity }),
    );
    city.advance(T + 10 * MINUTE);
    return city.current.map((incident) => incident.severity);
  };
  expect(severityOf(['no2', 'minor'], ['no2', 'minor'], ['no2', 'minor'])).toEqual(['info']);
  // PM2.5 is a part of PM10; carbon monoxide is something else.
  expect(severityOf(['pm25', 'minor'], ['pm10', 'minor'])).toEqual(['info']);
  expect(severityOf(['pm25', 'minor'], ['co', 'minor'])).toEqual(['minor']);
  expect(severityOf(['no2', 'minor'], ['no2', 'major'], ['no2', 'minor'])).toEqual(['minor']);
});

test('severity is what two Things agree on, or one step below the worst', () => {
  const pair = (a: 'minor' | 'major' | 'critical', b: typeof a) => {
    const city = new City();
    city.raise(road[0], T, { severity: a });
    city.raise(road[1], T + SECOND, { severity: b });
    city.advance(T + 10 * MINUTE);
    return city.all[0].severity;
  };
  expect([pair('minor', 'minor'), pair('major', 'minor'), pair('critical', 'minor')]).toEqual([
    'minor',
    'minor',
    'major',
  ]);
  expect([pair('major', 'major'), pair('critical', 'critical')]).toEqual(['major', 'critical']);
});
