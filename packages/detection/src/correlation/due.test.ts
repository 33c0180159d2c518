import { expect, test } from '@jest/globals';
import type { Anomaly, Severity } from '@citywatch/contracts';
import { anomalyOf, cleared, onFeeder, onRoad, raised, thingAt } from '../testing/anomalies.js';
import { graphOf, settings, T } from '../testing/correlated-city.js';
import { seeded } from '../testing/synthetic.js';
import { Correlator, type IncidentChange } from './correlator.js';

const SECOND = 1_000;
const SEVERITIES: readonly Severity[] = ['minor', 'major', 'critical'];
const things = [
  ...Array.from({ length: 8 }, (_, i) => onRoad(`t${i}`, i * 400)),
  ...Array.from({ length: 6 }, (_, i) => onFeeder(`g${i}`, 'F1', i === 0 ? [] : ['g0'], i * 200)),
  ...Array.from({ length: 4 }, (_, i) => thingAt(`a${i}`, 'air-quality', i * 500)),
];

/** Some hours of a city in which things come and go; what is asked each second, or only when something is due. */
function run(seed: number, everySecond: boolean): { readonly changes: string[]; readonly asked: number } {
  const random = seeded(seed);
  const correlator = new Correlator(settings, graphOf(things));
  const open: Anomaly[] = [];
  const changes: string[] = [];
  let [number, dueAt, asked] = [0, -Infinity, 0];
  const note = (now: number) => (change: IncidentChange) => {
    if (change.isNew) correlator.numbered({ ...change.incident, number: ++number });
    changes.push(`${now} ${change.event?.kind ?? ''} ${change.incident.id} ${change.joined.join(' ')}`);
  };
  for (let now = T; now < T + 5 * 3_600_000; now += SECOND) {
    if (now < T + 2 * 3_600_000 && random() < 0.004) {
      const thing = things[Math.floor(random() * things.length)];
      const anomaly = anomalyOf(thing, now, { severity: SEVERITIES[Math.floor(random() * 3)] });
      open.push(anomaly);
      correlator.take(raised(anomaly), thing, now);
      dueAt = -Infinity;
    }
    if (open.length > 0 && random() < 0.003) {
      const [anomaly] = open.splice(Math.floor(random() * open.length), 1);
      correlator.take(cleared(anomaly, now), null, now);
      dueAt = -Infinity;
    }
    if (!everySecond && now < dueAt) continue;
    asked++;
    dueAt = correlator.dueAt(now);
    if (dueAt <= now) correlator.advance(now).forEach(note(now));
  }
  return { changes, asked };
}

test('who only asks when something is due learns all at the same second as who asks each second', () => {
  for (const seed of [1, 2, 3]) {
    const [each, due] = [run(seed, true), run(seed, false)];
    expect(each.changes.length).toBeGreaterThan(20);
    expect(due.changes).toEqual(each.changes);
    expect(due.asked).toBeLessThan(each.asked / 4);
  }
});
