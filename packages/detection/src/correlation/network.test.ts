import { expect, test } from '@jest/globals';
import { renderReason } from '@citywatch/contracts';
import { onFeeder, onRoad, thingAt } from '../testing/anomalies.js';
import { City, graphOf, settings, T } from '../testing/correlated-city.js';

const SECOND = 1_000;
const MINUTE = 60_000;
/** 130 stations 4 km apart: none is near another. */
const stations = Array.from({ length: 130 }, (_, i) => thingAt(`air${i}`, 'air-quality', i * 4_000));
const pm25 = { property: 'pm25', severity: 'major' } as const;

/** So many stations alarm, one every 200 ms; then all is waited for. */
function alarm(count: number, more: Parameters<City['raise']>[2] = pm25, things = stations): City {
  const city = new City(graphOf(things));
  for (let i = 0; i < count; i++) city.raise(things[i], T + i * 200, more);
  city.advance(T + 10 * MINUTE);
  return city;
}

test('more than 40 % of a kind at once is one network-wide incident and says so', () => {
  const city = alarm(62);
  expect(city.current).toHaveLength(1);
  const [incident] = city.current;
  expect(incident.members).toHaveLength(62);
  expect(incident.severity).toBe('major');
  expect(incident.root).toBeNull();
  expect(renderReason(incident.title, 'en')).toBe('62 of 130 stations unusual at once');
  expect(renderReason(incident.reason, 'en')).toBe(
    "62 of 130 stations within 12 s: probably the network, the operator's gateway or the weather",
  );
  expect(renderReason(incident.title, 'zh')).toBe('130 个空气站中有 62 个同时异常');
  expect(city.kinds.filter((kind) => kind === 'opened')).toHaveLength(1);
});

test('it is as bad as most of its sensors say, major at most', () => {
  const severityOf = (share: number, severity: 'minor' | 'major' | 'critical') => {
    const city = new City(graphOf(stations));
    for (let i = 0; i < 60; i++)
      city.raise(stations[i], T + i * 200, { property: 'pm25', severity: i < share * 60 ? severity : 'minor' });
    city.advance(T + 10 * MINUTE);
    return city.current.map((incident) => incident.severity);
  };
  expect([severityOf(0.4, 'critical'), severityOf(0.6, 'major')]).toEqual([['minor'], ['major']]);
  expect(severityOf(1, 'critical')).toEqual(['major']);
  // Air that is a little off everywhere is the weather.
  expect([severityOf(1, 'minor'), severityOf(0.5, 'major')]).toEqual([['info'], ['info']]);
});

test('traffic that is a little off all over the city is no weather', () => {
  const detectors = Array.from({ length: 20 }, (_, i) => onRoad(`t${i}`, 0, `road${i}`, i * 4_000));
  const city = alarm(20, { severity: 'minor' }, detectors);
  expect(city.current).toMatchObject([{ severity: 'minor', title: { code: 'network-wide' } }]);
});

test('40 % are many incidents still, one more station is one', () => {
  expect(alarm(52).current).toHaveLength(52);
  expect(alarm(53).current).toHaveLength(1);
});

test('of a small kind nothing is network-wide; of the air five stations are enough', () => {
  const detectors = Array.from({ length: 20 }, (_, i) => onRoad(`t${i}`, 0, `road${i}`, i * 4_000));
  const slow = { property: 'speed', severity: 'major' } as const;
  for (const [things, least, what] of [
    [detectors, settings.networkThings, slow],
    [stations, settings.networkStations, pm25],
  ] as const) {
    // Each has an operator of its own, so that only the property counts.
    const own = things.slice(0, least).map((thing) => ({ ...thing, operator: thing.thing }));
    const few = own.slice(0, least - 1);
    expect(alarm(few.length, what, few).current).toHaveLength(few.length);
    expect(alarm(least, what, own).current).toHaveLength(1);
  }
});

test('an operator whose sensors fall silent is one incident, minor', () => {
  const city = alarm(60, { detector: 'gap', property: 'pm25', severity: 'info' });
  expect(city.current).toMatchObject([{ severity: 'minor' }]);
  expect(renderReason(city.current[0].title, 'en')).toBe('60 of 130 stations silent at once');
});

test('those that come later join, another cause does not, and the incident ends like any other', () => {
  const graph = graphOf([...stations, onRoad('t1', 0), onRoad('t2', 400)]);
  const city = new City(graph);
  const raised = stations.slice(0, 60).map((station, i) => city.raise(station, T + i * 200, pm25));
  raised.push(city.raise(stations[129], T + MINUTE, pm25));
  for (const [i, id] of ['t1', 't2'].entries()) city.raise(onRoad(id, i * 400), T + 2 * MINUTE + i * SECOND);
  city.advance(T + 5 * MINUTE);
  expect(city.current.map(({ members }) => members.length)).toEqual([61, 2]);
  for (const anomaly of raised) city.clear(anomaly, T + 20 * MINUTE);
  city.advance(T + 20 * MINUTE + settings.resolveMs);
  expect(city.current[0].times.resolvedAt).not.toBeNull();
});

test('what is worse than the rest has a cause of its own: a fire on a hazy day', () => {
  const near = [0, 500, 900].map((north) => thingAt(`fire${north}`, 'air-quality', north));
  const haze = { property: 'pm25', severity: 'minor' } as const;
  const fire = { property: 'pm25', severity: 'critical' } as const;
  for (const first of ['fire', 'haze'] as const) {
    const city = new City(graphOf([...stations, ...near]));
    const burn = () => near.forEach((station, i) => city.raise(station, T + i * SECOND, fire));
    if (first === 'fire') burn();
    stations.slice(1, 70).forEach((station, i) => city.raise(station, T + i * 200, haze));
    if (first === 'haze') burn();
    city.advance(T + 10 * MINUTE);
    expect(city.current.map(({ members, severity }) => [members.length, severity]).sort()).toEqual([
      [3, 'critical'],
      [69, 'info'],
    ]);
  }
});

test('what opened before it was so many is taken in and closed', () => {
  const city = new City(graphOf(stations));
  for (let i = 0; i < 5; i++) city.raise(stations[i], T, pm25);
  city.advance(T + 2 * MINUTE);
  expect(city.current).toHaveLength(5);
  for (let i = 5; i < 60; i++) city.raise(stations[i], T + 2 * MINUTE + i * 200, pm25);
  city.advance(T + 10 * MINUTE);
  expect(city.current).toHaveLength(1);
  expect(city.all).toHaveLength(5);
});

test('a queue on one carriageway is a queue, however much of a small city it is', () => {
  const road = Array.from({ length: 12 }, (_, i) => onRoad(`t${i}`, i * 600));
  const city = alarm(12, { severity: 'critical' }, road);
  expect(city.current).toHaveLength(1);
  expect(city.current[0].title.code).toBe('traffic-slowed');
});

test('taken up again from the store it still takes in its kind', () => {
  const city = alarm(62);
  const again = new City(graphOf(stations));
  const [incident] = city.current;
  again.incidents.set(incident.id, incident);
  const members = stations.slice(0, 62).map((thing, i) => {
    const anomaly = city.anomalies.get(incident.members[i].anomaly);
    if (anomaly === undefined) throw new Error('every member was raised');
    return { anomaly, thing, raisedAt: T };
  });
  again.correlator.restore(incident, members, T + 11 * MINUTE);
  again.raise(stations[100], T + 12 * MINUTE, pm25);
  expect(again.current).toHaveLength(1);
  expect(again.current[0].members).toHaveLength(63);
});

test('a substation that sags and goes dark is power lost, however much of the grid it is, and takes in the jams below it', () => {
  const tree = Array.from({ length: 40 }, (_, i) => onFeeder(`g${i}`, `F${i % 4}`, [`head${i % 4}`, 'sub'], i * 300));
  const jam = onRoad('t1', 900, 'north-ave', 900);
  const city = new City(graphOf([...tree, thingAt('sub', 'grid', 0), jam]));
  const sag = { severity: 'critical', observed: 143, expected: 230 } as const;
  const raised = tree.map((thing, i) => city.raise(thing, T + i * 10, sag));
  city.advance(T + 2 * SECOND);
  expect(city.current.map(({ title }) => title.code)).toEqual(['voltage-unusual']);
  for (const anomaly of raised) city.worsen(anomaly, T + 4 * SECOND, { observed: 0.2 });
  city.raise(jam, T + 60 * SECOND);
  city.advance(T + 5 * MINUTE);
  expect(city.current).toHaveLength(1);
  const [incident] = city.current;
  expect(incident).toMatchObject({ severity: 'critical', root: 'sub', title: { code: 'power-lost-at' } });
  expect(incident.members).toHaveLength(41);
  expect(city.kinds.filter((kind) => kind === 'opened')).toHaveLength(1);
});
