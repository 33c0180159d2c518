import { expect, test } from '@jest/globals';
import { renderReason } from '@citywatch/contracts';
import { onFeeder, onRoad, thingAt } from '../testing/anomalies.js';
import { City, graphOf, T } from '../testing/correlated-city.js';

const SECOND = 1_000;
const MINUTE = 60_000;
const gap = { detector: 'gap', severity: 'info' } as const;
/** One jam's detectors, and 40 of the same operator all over the city. */
const jammed = Array.from({ length: 4 }, (_, i) => onRoad(`jam${i}`, i * 300));
const others = Array.from({ length: 40 }, (_, i) => onRoad(`t${i}`, 0, `road${i}`, 6_000 + i * 2_000));

function jam(city: City, start: number): void {
  jammed.forEach((thing, i) => city.raise(thing, start - i * SECOND, { severity: 'critical' }, start));
}

test('a crash does not take in all who fall silent with its detectors', () => {
  const city = new City(graphOf([...jammed, ...others]));
  jam(city, T);
  [...jammed, ...others].forEach((thing, i) => city.raise(thing, T + 5 * MINUTE + i * 100, gap));
  city.advance(T + 12 * MINUTE);
  const [crash, silence, ...rest] = city.current;
  expect(rest).toEqual([]);
  expect(new Set(crash.members.map(({ thing }) => thing))).toEqual(new Set(jammed.map(({ thing }) => thing)));
  expect(silence.members).toHaveLength(40);
  expect(renderReason(silence.title, 'en')).toBe('40 of 44 detectors silent at once');
});

test('a silence that many had does not take in a crash after it', () => {
  const city = new City(graphOf([...jammed, ...others]));
  const silent = [...jammed, ...others.slice(0, 5)].map((thing) => city.raise(thing, T, gap));
  city.advance(T + 6 * MINUTE);
  for (const anomaly of silent) city.clear(anomaly, T + 7 * MINUTE);
  jam(city, T + 8 * MINUTE);
  city.advance(T + 9 * MINUTE);
  expect(city.current.map(({ members }) => members.length).sort()).toEqual([4, 9]);
});

test('one sensor that falls silent and then is off is one incident', () => {
  const city = new City(graphOf([...jammed, ...others]));
  const silent = city.raise(others[0], T, gap);
  city.clear(silent, T + 6 * MINUTE);
  city.raise(others[0], T + 7 * MINUTE, { severity: 'critical' });
  city.advance(T + 20 * MINUTE);
  expect(city.current).toMatchObject([{ members: { length: 2 } }]);
});

test('silence all over the city is one incident, whosever the sensors are; power lost below a feeder is another', () => {
  const operators = ['North', 'South', 'East'];
  const stations = Array.from({ length: 60 }, (_, i) =>
    thingAt(`s${i}`, 'air-quality', i * 4_000, { operator: operators[i % 3] }),
  );
  const dark = Array.from({ length: 4 }, (_, i) => onFeeder(`g${i}`, 'F7', i === 0 ? [] : ['g0'], -i * 300));
  const city = new City(graphOf([...stations, ...dark]));
  dark.forEach((thing, i) => city.raise(thing, T + i * SECOND, { severity: 'critical', observed: 0, expected: 240 }));
  // One operator after the other: the first is network-wide by itself before the city is.
  const inTurn = [...stations].sort((a, b) => operators.indexOf(a.operator) - operators.indexOf(b.operator));
  [...inTurn, ...dark].forEach((thing, i) => city.raise(thing, T + MINUTE + i * 400, gap));
  city.advance(T + 12 * MINUTE);
  expect(city.current.map(({ title }) => renderReason(title, 'en'))).toEqual([
    'Power lost below feeder F7',
    '60 of 64 stations silent at once',
  ]);
});
