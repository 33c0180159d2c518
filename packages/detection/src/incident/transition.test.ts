import { describe, expect, test } from '@jest/globals';
import { incidentState, isSilenced, type Incident } from '@citywatch/contracts';
import { anomalyOf, onRoad } from '../testing/anomalies.js';
import { describe as body } from '../correlation/describe.js';
import {
  MAX_SILENCE_MS,
  applyAllClear,
  applyAutoClose,
  applyIncidentCommand,
  applyRejoin,
  type SingleCommand,
} from './transition.js';

const NOW = Date.UTC(2026, 10, 18, 18);
const thing = onRoad('t1', 0);
const { startedAt, ...rest } = body([{ anomaly: anomalyOf(thing, NOW), thing, raisedAt: NOW }]);
const fresh: Incident = {
  id: 'i-1',
  number: 1,
  revision: 3,
  ...rest,
  times: {
    startedAt,
    openedAt: NOW,
    acknowledgedAt: null,
    inProgressAt: null,
    resolvedAt: null,
    closedAt: null,
    silencedUntil: null,
    shelvedUntil: null,
  },
  acknowledgedBy: null,
  resolvedBy: null,
  assignedTo: null,
  pinned: false,
  feedback: null,
};

/** Applies commands one after the other; fails on a refusal. */
function after(...commands: readonly Omit<SingleCommand, 'revision'>[]): Incident {
  return commands.reduce<Incident>((incident, command) => {
    const answer = applyIncidentCommand(
      incident,
      { ...command, revision: incident.revision } as SingleCommand,
      'op',
      NOW,
    );
    if (!answer.ok) throw new Error(`${answer.code}: ${answer.detail}`);
    return answer.incident;
  }, fresh);
}

const refusal = (incident: Incident, command: Omit<SingleCommand, 'revision'>) => {
  const answer = applyIncidentCommand(
    incident,
    { ...command, revision: incident.revision } as SingleCommand,
    'op',
    NOW,
  );
  return answer.ok ? null : [answer.kind, answer.code];
};

describe('the life of an incident', () => {
  test('open, acknowledged, in progress, resolved, closed; each step is one revision', () => {
    expect(incidentState(fresh.times)).toBe('open');
    const steps = ['acknowledge', 'start', 'resolve', 'close'] as const;
    const states = steps.map((_, i) => {
      const incident = after(...steps.slice(0, i + 1).map((command) => ({ command })));
      return [incidentState(incident.times), incident.revision];
    });
    expect(states).toEqual([
      ['acknowledged', 4],
      ['in progress', 5],
      ['resolved', 6],
      ['closed', 7],
    ]);
  });

  test('assigning and starting acknowledge too', () => {
    const assigned = after({ command: 'assign', to: 'crew-7' } as SingleCommand);
    expect([incidentState(assigned.times), assigned.acknowledgedBy, assigned.assignedTo]).toEqual([
      'acknowledged',
      'op',
      'crew-7',
    ]);
    expect(after({ command: 'start' }).assignedTo).toBe('op');
  });

  test('who resolved it is known until it is opened again; where it resolved itself that is nobody', () => {
    const resolved = after({ command: 'resolve' });
    expect(resolved.resolvedBy).toBe('op');
    expect(after({ command: 'resolve' }, { command: 'reopen' }).resolvedBy).toBeNull();
    expect(applyRejoin(resolved, NOW, 'note')?.incident.resolvedBy).toBeNull();
    expect(applyAllClear(fresh, NOW, 'note')?.incident.resolvedBy).toBeNull();
  });

  test('what cannot be done is refused with its reason', () => {
    const acknowledged = after({ command: 'acknowledge' });
    const resolved = after({ command: 'resolve' });
    const closed = after({ command: 'resolve' }, { command: 'close' });
    expect(refusal(acknowledged, { command: 'acknowledge' })).toEqual(['conflict', 'already-acknowledged']);
    expect(refusal(fresh, { command: 'unacknowledge' })).toEqual(['refused', 'not-acknowledged']);
    expect(refusal(after({ command: 'start' }), { command: 'unacknowledge' })).toEqual(['refused', 'not-acknowledged']);
    expect(refusal(resolved, { command: 'acknowledge' })).toEqual(['conflict', 'over']);
    expect(refusal(fresh, { command: 'close' })).toEqual(['refused', 'not-over']);
    expect(refusal(fresh, { command: 'reopen' })).toEqual(['refused', 'not-over']);
    expect(refusal(closed, { command: 'reopen' })).toEqual(['refused', 'closed']);
    expect(refusal(fresh, { command: 'unsilence' })).toEqual(['refused', 'not-silenced']);
  });

  test('a silence ends by itself, is at most 7 days and can be taken back', () => {
    const until = (end: number) => ({ command: 'silence', until: end }) as SingleCommand;
    expect(refusal(fresh, until(NOW))).toEqual(['refused', 'bad-time']);
    expect(refusal(fresh, until(NOW + MAX_SILENCE_MS + 1))).toEqual(['refused', 'bad-time']);
    const silenced = after(until(NOW + MAX_SILENCE_MS));
    expect(isSilenced(silenced.times, NOW + MAX_SILENCE_MS - 1)).toBe(true);
    expect(isSilenced(silenced.times, NOW + MAX_SILENCE_MS)).toBe(false);
    expect(isSilenced(after(until(NOW + 1), { command: 'unsilence' }).times, NOW)).toBe(false);
  });
});

describe('two people at once', () => {
  const command = { command: 'acknowledge', revision: 2 } as const;

  test('growth in the meantime is no conflict: a growing incident must be acknowledgeable', () => {
    expect(applyIncidentCommand(fresh, command, 'op', NOW, ['grew', 'changed']).ok).toBe(true);
  });

  test('a decision in the meantime is one, and so is a revision that does not exist', () => {
    expect(applyIncidentCommand(fresh, command, 'op', NOW, ['grew', 'silenced'])).toMatchObject({
      ok: false,
      kind: 'conflict',
    });
    expect(applyIncidentCommand(fresh, { ...command, revision: 4 }, 'op', NOW)).toMatchObject({
      ok: false,
      code: 'outdated',
    });
  });
});

test('the system resolves, reopens and closes only what can be', () => {
  const resolved = applyAllClear(fresh, NOW, 'note');
  expect(resolved?.event).toEqual({ kind: 'resolved', at: NOW, actor: 'system', note: 'note' });
  const incident = resolved?.incident as Incident;
  expect(applyAllClear(incident, NOW, 'note')).toBeNull();
  expect(applyRejoin(fresh, NOW, 'note')).toBeNull();
  expect(incidentState(applyRejoin(incident, NOW, 'note')?.incident.times ?? fresh.times)).toBe('open');
  expect(applyAutoClose(fresh, NOW)).toBeNull();
  const closed = applyAutoClose(incident, NOW)?.incident as Incident;
  expect(incidentState(closed.times)).toBe('closed');
  expect(applyRejoin(closed, NOW, 'note')).toBeNull();
});
