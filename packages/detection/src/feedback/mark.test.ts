import { expect, test } from '@jest/globals';
import type { FeedbackVerdict, Incident } from '@citywatch/contracts';
import { applyIncidentCommand } from '../incident/transition.js';
import { onRoad } from '../testing/anomalies.js';
import { City, T } from '../testing/correlated-city.js';

const HOUR = 3_600_000;

function opened(): Incident {
  const city = new City();
  city.raise(onRoad('t1', 0), T);
  city.raise(onRoad('t2', 300), T);
  return city.all[0];
}

function marked(incident: Incident, verdict: FeedbackVerdict, until?: number): Incident {
  const command = { command: 'mark', revision: incident.revision, verdict, until } as const;
  const answer = applyIncidentCommand(incident, command, 'Grace', T);
  if (!answer.ok) throw new Error(answer.detail);
  return answer.incident;
}

test('known work shelves its incident until it ends; another verdict takes it out again', () => {
  const work = marked(opened(), 'known work', T + HOUR);
  expect(work.times.shelvedUntil).toBe(T + HOUR);
  expect(marked(work, 'known work', T + 2 * HOUR).times.shelvedUntil).toBe(T + 2 * HOUR);
  expect(marked(work, 'useful').times.shelvedUntil).toBeNull();
});

test('a verdict leaves alone what was shelved for the work of another incident', () => {
  const incident = opened();
  const shelved = { ...incident, times: { ...incident.times, shelvedUntil: T + HOUR } };
  expect(marked(shelved, 'noise').times.shelvedUntil).toBe(T + HOUR);
});

test('an incident that another took over is not marked, but for a verdict of before that somebody takes back', () => {
  const incident = opened();
  const over = { ...incident, times: { ...incident.times, resolvedAt: T, closedAt: T }, members: [] };
  const mark = { command: 'mark', revision: incident.revision, verdict: 'noise' } as const;
  expect(applyIncidentCommand(over, mark, 'Grace', T)).toMatchObject({ ok: false, code: 'taken-over' });
  expect(marked({ ...over, feedback: marked(incident, 'useful').feedback }, 'noise').feedback?.verdict).toBe('noise');
});
