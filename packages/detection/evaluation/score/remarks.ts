import { severityRank } from '@citywatch/contracts';
import type { CityRun } from '../city/found.js';
import type { Attribution, JudgedIncident } from './attribute.js';

const isoTime = (time: number): string => new Date(time).toISOString().slice(0, 16);

/** Events that were missed, false alarms, and incidents above info that are of no event: a line each, in that order. */
export function remarksOn(
  run: CityRun,
  attributions: readonly Attribution[],
  judged: readonly JudgedIncident[],
): string[] {
  const found = new Set(attributions.flatMap(({ what, event }) => (what === 'found' ? [event] : [])));
  const missed = run.events
    .filter((event) => !found.has(event) && event.truth.some(({ visible }) => visible))
    .map(({ kind, from, to, truth }) => {
      const where = truth.map(({ thing, properties }) => `${thing} ${properties.join('+')}`);
      return `missed ${kind} ${isoTime(from)} ${Math.round((to - from) / 60_000)} min: ${where.slice(0, 3).join(', ')}`;
    });
  const falseAlarms = attributions
    .filter(({ what }) => what === 'false')
    .map(({ anomaly: { detector, thing, property, raisedAt, severity, score } }) => {
      return `false ${detector} ${isoTime(raisedAt)} ${thing} ${property} ${severity} ${score.toFixed(1)}`;
    });
  const wrong = judged
    .filter(({ event, incident }) => event === null && severityRank(incident.severity) > severityRank('info'))
    .map(({ incident: { openedAt, severity, anomalies, title } }) => {
      return `wrong incident ${isoTime(openedAt)} ${severity}, ${anomalies.length} anomalies: ${title}`;
    });
  return [...missed, ...falseAlarms, ...wrong].map((text) => `city ${run.seed}: ${text}`);
}
