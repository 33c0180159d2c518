import { expect, test } from '@jest/globals';
import { EMPTY_GRAPH } from '../correlation/graph.js';
import { DEFAULT_CORRELATION } from '../correlation/settings.js';
import { anomalyOf, onRoad } from '../testing/anomalies.js';
import { T } from '../testing/correlated-city.js';
import { IncidentLog, isoTime } from './incident-log.js';

const MINUTE = 60_000;

test('an incident that is over ends with the last member that ended, though a slow detector still speaks of the episode', () => {
  const log = new IncidentLog(DEFAULT_CORRELATION);
  const road = [onRoad('t1', 400), onRoad('t2', 0)];
  const crash = road.map((thing, i) => anomalyOf(thing, T + i * 1_000));
  crash.forEach((anomaly, i) => log.take({ kind: 'raised', at: anomaly.start, anomaly }, road[i], anomaly.start));
  log.advance(T + MINUTE, EMPTY_GRAPH);
  for (const anomaly of crash)
    log.take(
      { kind: 'cleared', at: T + 5 * MINUTE, anomaly: { ...anomaly, end: T + 5 * MINUTE } },
      null,
      T + 5 * MINUTE,
    );
  log.advance(T + 8 * MINUTE, EMPTY_GRAPH);
  const echo = anomalyOf(road[0], T + 4 * MINUTE, { detector: 'pattern', severity: 'minor' });
  log.take({ kind: 'raised', at: T + 9 * MINUTE, anomaly: echo }, road[0], T + 9 * MINUTE);
  log.advance(T + 10 * MINUTE, EMPTY_GRAPH);
  expect(log.end(T + 11 * MINUTE, EMPTY_GRAPH)).toMatchObject([{ end: isoTime(T + 5 * MINUTE) }]);
});
