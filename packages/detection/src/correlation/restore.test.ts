import { expect, test } from '@jest/globals';
import type { Anomaly } from '@citywatch/contracts';
import { anomalyOf, onRoad, raised } from '../testing/anomalies.js';
import { City, T } from '../testing/correlated-city.js';
import type { ThingContext } from './settings.js';

const MINUTE = 60_000;
let city = new City();

test('restored from the store in the middle it makes the same incidents', () => {
  const steps: (() => void)[] = [];
  let anomalies: Anomaly[] = [];
  for (let i = 0; i < 6; i++)
    steps.push(() => void anomalies.push(city.raise(onRoad(`t${i}`, i * 300), T + i * 20_000)));
  for (let i = 0; i < 6; i++) steps.push(() => city.clear(anomalies[i], T + 20 * MINUTE + i));
  steps.push(() => city.advance(T + 30 * MINUTE));
  const run = (restartAt: number) => {
    city = new City();
    anomalies = [];
    steps.forEach((step, i) => {
      if (i === restartAt) restart();
      step();
    });
    return city.all.map(({ id, severity, things, times, members, title }) => ({
      id,
      severity,
      things,
      members,
      title,
      ...times,
    }));
  };
  const whole = run(-1);
  expect(whole).toHaveLength(1);
  for (let at = 0; at < steps.length; at++) expect(run(at)).toEqual(whole);
});

/** As the process does: incidents with their members, then the anomalies that still wait, in the log's order. */
function restart(): void {
  const old = city;
  city = new City();
  const things = new Map(Array.from({ length: 6 }, (_, i) => [`t${i}`, onRoad(`t${i}`, i * 300)]));
  const placed = new Set<string>();
  for (const [id, end] of old.ends) city.ends.set(id, end);
  for (const incident of old.all) {
    city.incidents.set(incident.id, incident);
    const members = incident.members.map((member) => {
      placed.add(member.anomaly);
      const thing = things.get(member.thing) as ThingContext;
      const anomaly = { ...anomalyOf(thing, member.start), end: city.ends.get(member.anomaly) ?? null };
      return { anomaly, thing, raisedAt: T };
    });
    city.correlator.restore(incident, members, T);
  }
  const [first] = things.values();
  const waiting = anomalyOf(first, T);
  if (old.correlator.size.waiting > 0 && !placed.has(waiting.id)) city.correlator.take(raised(waiting), first, T);
}
