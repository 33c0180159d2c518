import { beforeEach, describe, expect, test } from '@jest/globals';
import { renderNote, type Anomaly, type Incident } from '@citywatch/contracts';
import { applyIncidentCommand } from '../incident/transition.js';
import { City, settings, T } from '../testing/correlated-city.js';
import { onRoad } from '../testing/anomalies.js';

const MINUTE = 60_000;
const RESOLVED = T + 2 * MINUTE;
const first = onRoad('t1', 800);
const second = onRoad('t2', 400);
const third = onRoad('t3', 0);
let city: City;
let open: Anomaly[];

/** Two detectors of one road are abnormal, and a person resolves their incident while both last. */
beforeEach(() => {
  city = new City();
  open = [city.raise(first, T, { severity: 'minor' }), city.raise(second, T + 1_000, { severity: 'minor' })];
  city.advance(T + MINUTE);
  resolve(RESOLVED);
});

function resolve(at: number): void {
  const incident = city.all[0];
  const answer = applyIncidentCommand(incident, { command: 'resolve', revision: incident.revision }, 'Ada', at);
  if (!answer.ok) throw new Error(answer.detail);
  city.incidents.set(incident.id, answer.incident);
  city.correlator.sync([answer.incident]);
  city.advance(at);
  city.log.length = 0;
}

/** What the history says since the resolution. */
const told = () => city.log.map(({ event }) => [event.kind, event.note]);
const { reopenGraceMs: grace } = settings;

describe('a person’s resolution holds for what was known then', () => {
  test('what lasts stays in it and says nothing, however long', () => {
    city.advance(RESOLVED + 60 * MINUTE);
    expect(told()).toEqual([]);
    expect(city.all[0]).toMatchObject({ resolvedBy: 'Ada', times: { resolvedAt: RESOLVED } });
    expect(city.all[0].members).toHaveLength(2);
  });

  test('a further sensor joins silently within the grace time, and opens it again from its end on', () => {
    city.raise(third, RESOLVED + grace - 1, { severity: 'minor' });
    expect(told()).toEqual([['grew', null]]);
    expect(city.all).toHaveLength(1);
    city.raise(onRoad('t4', -400), RESOLVED + grace, { severity: 'minor' });
    expect(told().slice(1)).toEqual([
      ['reopened', '@spread'],
      ['grew', null],
    ]);
    expect(city.all[0]).toMatchObject({ resolvedBy: null, times: { resolvedAt: null } });
    expect(city.all[0].members).toHaveLength(4);
  });

  test('what is already abnormal may say so in another property', () => {
    city.raise(first, RESOLVED + 2 * grace, { severity: 'minor', property: 'occupancy' });
    expect(told()).toEqual([['grew', null]]);
  });

  test('a sensor that recovered and is abnormal again opens it at once', () => {
    city.clear(open[0], RESOLVED + 10_000);
    expect(told()).toEqual([]);
    city.raise(first, RESOLVED + 20_000, { severity: 'minor' });
    expect(told()).toEqual([
      ['reopened', '@rejoined'],
      ['grew', null],
    ]);
  });

  test('a rise in severity opens it at once', () => {
    city.worsen(open[0], RESOLVED + 1_000, { severity: 'critical' });
    expect(told()).toEqual([
      ['reopened', '@worsened'],
      ['changed', null],
    ]);
    expect(city.all[0].severity).toBe('major');
  });

  test('one that resolved itself is opened by whatever is new there, without a grace time', () => {
    for (const anomaly of open) city.clear(anomaly, RESOLVED + MINUTE);
    city.advance(RESOLVED + 4 * MINUTE);
    const { id } = city.all[0];
    const itself: Incident = { ...city.all[0], resolvedBy: null };
    city.incidents.set(id, itself);
    city.correlator.sync([itself]);
    city.raise(third, RESOLVED + 4 * MINUTE, { severity: 'minor' });
    expect(told()).toEqual([
      ['reopened', '@rejoined'],
      ['grew', null],
    ]);
  });

  test('memory made anew from the store judges as before', () => {
    const members = open.map((anomaly, i) => ({ anomaly, thing: [first, second][i], raisedAt: anomaly.start }));
    const [incident] = city.all;
    city = new City();
    city.incidents.set(incident.id, incident);
    city.correlator.restore(incident, members, RESOLVED + grace);
    city.raise(third, RESOLVED + grace, { severity: 'minor' });
    expect(told()).toEqual([
      ['reopened', '@spread'],
      ['grew', null],
    ]);
  });
});

test('each reason is said in both languages', () => {
  for (const [code, en] of [
    ['spread', 'A further sensor became abnormal after it was resolved.'],
    ['worsened', 'It got worse after it was resolved.'],
  ]) {
    expect(renderNote(`@${code}`, 'en')).toBe(en);
    expect(renderNote(`@${code}`, 'zh')).toMatch(/^解决之后.*。$/);
  }
});
