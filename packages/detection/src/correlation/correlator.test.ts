import { beforeEach, describe, expect, test } from '@jest/globals';
import { incidentState, renderReason } from '@citywatch/contracts';
import { anomalyOf, cleared, onFeeder, onRoad, raised, thingAt } from '../testing/anomalies.js';
import { applyIncidentCommand } from '../incident/transition.js';
import { City, settings, T } from '../testing/correlated-city.js';

const MINUTE = 60_000;
let city: City;
beforeEach(() => {
  city = new City();
});

describe('one cause, one incident', () => {
  test('a crash: detectors of one road and the air beside them are one incident with its reason in words', () => {
    city.raise(onRoad('t1', 1_000), T);
    city.raise(onRoad('t1', 1_000), T, { property: 'occupancy' });
    city.raise(onRoad('t2', 200), T + 2 * MINUTE);
    city.raise(onRoad('t3', -600), T + 3 * MINUTE);
    city.raise(thingAt('air1', 'air-quality', 900), T + 4 * MINUTE);
    expect(city.all).toHaveLength(1);
    const [incident] = city.all;
    expect(incident.things).toEqual({ traffic: 3, 'air-quality': 1 });
    expect(incident.severity).toBe('critical');
    expect(incident.firstMover).toBe('t1');
    expect(incident.members).toHaveLength(5);
    expect(renderReason(incident.title, 'en')).toBe('Traffic slowed on Halsted St northbound');
    expect(renderReason(incident.reason, 'en')).toBe(
      '3 detectors along 1.6 km of Halsted St northbound in 3 min; NO₂ at Name of air1 followed 4 min later',
    );
    expect(city.kinds).toEqual(['opened', 'grew', 'grew', 'grew']);
  });

  test('two faults 3 km apart in the same minute are two incidents', () => {
    for (const [road, north] of [
      ['a', 0],
      ['b', 3_000],
    ] as const)
      for (const i of [0, 1]) city.raise(onRoad(`${road}${i}`, i * 500, road, north + i * 500), T + i * 1_000);
    expect(city.all).toHaveLength(2);
  });

  test('a substation that goes dark with 40 sensors is one incident from its first opening on', () => {
    const sub = onFeeder('sub', 'S1', []);
    const heads = [1, 2].map((f) => onFeeder(`head${f}`, `F${f}`, ['sub'], f * 500));
    const rest = heads.flatMap((head, f) =>
      Array.from({ length: 19 }, (_, i) =>
        onFeeder(`t${f}-${i}`, `F${f + 1}`, [head.thing, 'sub'], 3_000 * f + i * 100),
      ),
    );
    const things = [...rest, ...heads, sub];
    things.forEach((thing, i) => city.raise(thing, T + i * 200, { severity: 'critical', observed: 0, expected: 240 }));
    expect(city.all).toHaveLength(1);
    expect(city.kinds.filter((kind) => kind === 'opened')).toHaveLength(1);
    expect(city.all[0].things).toEqual({ grid: 41 });
    expect(renderReason(city.all[0].title, 'en')).toBe('Power lost at Name of sub');
  });

  test('power lost below one feeder names the feeder, and the traffic in the dark joins it', () => {
    const voltage = { severity: 'critical', observed: 0, expected: 240 } as const;
    city.raise(onFeeder('h', 'F7', []), T, voltage);
    city.raise(onFeeder('x', 'F7', ['h'], 100), T + 4_000, voltage);
    city.raise(onRoad('t1', 0, 'k', 300), T + 30_000);
    expect(city.all).toHaveLength(1);
    expect(renderReason(city.all[0].title, 'en')).toBe('Power lost below feeder F7');
    expect(renderReason(city.all[0].reason, 'en')).toBe(
      '2 grid sensors on feeder F7 within 4 s; speed at Name of t1 in the same minute',
    );
  });

  test('where power was lost, title and reason are about that, whoever was heard first', () => {
    city.raise(onRoad('t1', 0, 'k', 300), T);
    city.raise(onRoad('t2', 100, 'k', 400), T);
    for (const [i, id] of ['h', 'x', 'y'].entries())
      city.raise(onFeeder(id, 'F7', i === 0 ? [] : ['h'], 300), T + 9_000 + i * 1_000, {
        severity: 'critical',
        observed: 0,
        expected: 240,
      });
    expect(renderReason(city.all[0].title, 'en')).toBe('Power lost below feeder F7');
    expect(renderReason(city.all[0].reason, 'en')).toBe(
      '3 grid sensors on feeder F7 within 2 s; speed at Name of t1 in the same minute',
    );
    expect(city.all[0].firstMover).toBe('t1');
  });

  test('sensors of one operator that fall silent together are one incident of little weight', () => {
    for (let i = 0; i < 5; i++)
      city.raise(thingAt(`s${i}`, 'air-quality', i * 5_000), T + i * 8_000, {
        detector: 'gap',
        severity: 'info',
        property: 'pm25',
      });
    city.raise(thingAt('other', 'air-quality', 0, { operator: 'Operator 2' }), T, {
      detector: 'gap',
      severity: 'info',
    });
    city.advance(T + settings.qualityWaitMs + 60_000);
    expect(city.all.map(({ severity, things }) => [severity, things['air-quality']])).toEqual([
      ['minor', 5],
      ['info', 1],
    ]);
    expect(renderReason(city.all[0].title, 'en')).toBe('5 stations of Operator 1 silent');
  });

  test('an anomaly between two young incidents makes them one; the older goes on', () => {
    for (const i of [0, 1]) city.raise(onRoad(`a${i}`, i * 100), T + i);
    for (const i of [0, 1]) city.raise(onRoad(`b${i}`, 2_500 + i * 100), T + 1_000 + i);
    expect(city.all).toHaveLength(2);
    city.raise(onRoad('between', 1_300), T + 5_000);
    const [older, younger] = city.all;
    expect(older.members).toHaveLength(5);
    expect([incidentState(younger.times), younger.members]).toEqual(['closed', []]);
    expect(city.log.slice(-2).map(({ event }) => [event.kind, event.note])).toEqual([
      ['closed', '@merged:1'],
      ['grew', '@absorbed:2'],
    ]);
  });

  test('incidents that people already work on are never swallowed', () => {
    for (const i of [0, 1]) city.raise(onRoad(`a${i}`, i * 100), T + i);
    for (const i of [0, 1]) city.raise(onRoad(`b${i}`, 2_500 + i * 100), T + 1_000 + i);
    const acknowledged = city.all.map((incident) => {
      const answer = applyIncidentCommand(incident, { command: 'acknowledge', revision: incident.revision }, 'op', T);
      if (!answer.ok) throw new Error(answer.detail);
      return answer.incident;
    });
    for (const incident of acknowledged) city.incidents.set(incident.id, incident);
    city.correlator.sync(acknowledged);
    city.raise(onRoad('between', 1_300), T + 5_000);
    expect(city.all.map(({ times }) => incidentState(times))).toEqual(['acknowledged', 'acknowledged']);
  });
});

describe('waiting for company', () => {
  const lone = onRoad('t1', 0);

  test('a lone moderate anomaly opens after its wait, at the limit, as an information', () => {
    city.raise(lone, T, { severity: 'minor' });
    city.advance(T + settings.waitMs.minor - 1);
    expect(city.all).toHaveLength(0);
    city.advance(T + settings.waitMs.minor);
    expect(city.all.map(({ severity }) => severity)).toEqual(['info']);
  });

  test('what is over before its time is up was nothing, even when it is read only later', () => {
    const brief = city.raise(lone, T, { severity: 'minor' });
    city.clear(brief, T + 30_000);
    city.advance(T + 10 * MINUTE);
    expect(city.all).toHaveLength(0);
    const late = new City();
    const real = anomalyOf(lone, T, { severity: 'minor' });
    late.correlator.take(raised(real), lone, T + 60 * MINUTE);
    late.correlator.take(cleared(real, T + 2 * MINUTE), lone, T + 60 * MINUTE);
    late.advance(T + 60 * MINUTE);
    expect(late.all).toHaveLength(1);
  });

  test('a sensor that comes and goes again and again is an incident once', () => {
    for (let i = 0; i < 6; i++)
      city.clear(city.raise(lone, T + i * MINUTE, { severity: 'minor' }), T + i * MINUTE + 20_000);
    expect(city.all.map(({ severity, members }) => [severity, members.length])).toEqual([['minor', 6]]);
  });

  test('one sensor is sure of itself when two of its properties say so', () => {
    city.raise(lone, T);
    expect(city.all).toHaveLength(0);
    city.raise(lone, T, { property: 'occupancy' });
    expect(city.all.map(({ severity }) => severity)).toEqual(['minor']);
  });

  test('doubts about one sensor never become more than minor', () => {
    for (const [property, detector] of [
      ['speed', 'stuck'],
      ['flow', 'stuck'],
      ['occupancy', 'range'],
    ] as const)
      city.raise(lone, T, { property, detector, severity: 'minor' });
    city.advance(T + settings.qualityWaitMs);
    expect(city.all.map(({ severity }) => severity)).toEqual(['minor']);
  });

  test('a Thing without a place is in no incident', () => {
    city.correlator.take(raised(anomalyOf(lone, T, { severity: 'critical' })), null, T);
    city.advance(T + 60 * MINUTE);
    expect(city.all).toHaveLength(0);
  });
});

describe('the end', () => {
  const open = () => [city.raise(onRoad('t1', 0), T), city.raise(onRoad('t2', 400), T + 1_000)];

  test('resolves itself after a delay when all members cleared, and says so', () => {
    for (const anomaly of open()) city.clear(anomaly, T + 5 * MINUTE);
    city.advance(T + 5 * MINUTE + settings.resolveMs - 1);
    expect(incidentState(city.all[0].times)).toBe('open');
    city.advance(T + 5 * MINUTE + settings.resolveMs);
    expect(incidentState(city.all[0].times)).toBe('resolved');
    expect(city.log[city.log.length - 1].event.note).toBe('@members-cleared');
  });

  test('the same place reopens it within the window, and opens a new one after it', () => {
    for (const anomaly of open()) city.clear(anomaly, T + 5 * MINUTE);
    city.advance(T + 8 * MINUTE);
    const again = city.raise(onRoad('t1', 0), T + 14 * MINUTE);
    expect(city.all).toHaveLength(1);
    expect(city.kinds.slice(-2)).toEqual(['reopened', 'grew']);
    city.clear(again, T + 20 * MINUTE);
    city.advance(T + 60 * MINUTE);
    expect(city.correlator.size).toEqual({ waiting: 0, incidents: 0, members: 0 });
    city.raise(onRoad('t1', 0), T + 70 * MINUTE);
    city.raise(onRoad('t2', 400), T + 70 * MINUTE);
    expect(city.all).toHaveLength(2);
  });

  test('a lone sensor that is off again within two hours is its incident again', () => {
    const lone = onRoad('t1', 0);
    const off = (at: number) => {
      const anomaly = city.raise(lone, at, { severity: 'major' });
      city.advance(at + 2 * MINUTE);
      city.clear(anomaly, at + 3 * MINUTE);
      city.advance(at + 6 * MINUTE);
    };
    off(T);
    off(T + 3 * MINUTE + settings.againMs);
    expect(city.all.map(({ members }) => members.length)).toEqual([2]);
    expect(city.kinds).toEqual(['opened', 'resolved', 'reopened', 'grew', 'resolved']);
    off(T + 6 * MINUTE + 2 * settings.againMs + 1);
    expect(city.all.map(({ members }) => members.length)).toEqual([2, 1]);
  });

  test('what people closed stays closed', () => {
    open();
    const closed = { ...city.all[0], times: { ...city.all[0].times, resolvedAt: T, closedAt: T } };
    city.correlator.sync([closed]);
    city.raise(onRoad('t1', 0), T + 2 * MINUTE);
    city.raise(onRoad('t2', 400), T + 2 * MINUTE);
    expect(city.all).toHaveLength(2);
  });
});
