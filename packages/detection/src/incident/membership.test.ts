import { describe, expect, test } from '@jest/globals';
import { incidentState, type Incident } from '@citywatch/contracts';
import { describe as body, incidentId } from '../correlation/describe.js';
import type { Member } from '../correlation/member.js';
import { anomalyOf, onRoad } from '../testing/anomalies.js';
import { applyMerge, applySplit, type Seen } from './membership.js';
import { applyIncidentCommand, openIncident } from './transition.js';

const NOW = Date.UTC(2026, 10, 18, 18);
const memberOf = (name: string, position: number, severity: 'minor' | 'critical' = 'critical'): Member => {
  const thing = onRoad(name, position);
  return { anomaly: anomalyOf(thing, NOW + position, { severity }), thing, raisedAt: NOW + position };
};
/** An incident of these as somebody sees it now. */
function seen(members: readonly Member[], number: number, change: Partial<Incident> = {}): Seen {
  const incident = { ...openIncident(incidentId(members), body(members), NOW), number, ...change };
  return { incident, members, revision: incident.revision, since: [] };
}
const idOf = ({ anomaly }: Member): string => anomaly.id;
const [a, b, c] = [memberOf('a', 0), memberOf('b', 300), memberOf('c', 600, 'minor')];
const all = seen([a, b, c], 7);

describe('split', () => {
  test('makes one of what was chosen; both are described anew and the origin may fall', () => {
    const answer = applySplit(all, [idOf(b), idOf(c), idOf(b)], 'Grace', NOW);
    if (!answer.ok) throw new Error(answer.detail);
    const { origin, created, moved } = answer;
    expect(moved).toEqual([idOf(b), idOf(c)]);
    expect(origin.incident).toMatchObject({ id: all.incident.id, revision: 2, number: 7, severity: 'minor' });
    expect(origin.incident.members.map(({ thing }) => thing)).toEqual(['a']);
    expect(origin.event).toMatchObject({ kind: 'split', actor: 'Grace' });
    expect(created.incident).toMatchObject({ revision: 1, firstMover: 'b', severity: 'major', pinned: false });
    expect(incidentState(created.incident.times)).toBe('open');
    expect(created.event).toMatchObject({ kind: 'opened', actor: 'Grace' });
  });

  test('the same command makes the same id, another revision another one', () => {
    const idAt = (revision: number) => {
      const answer = applySplit(seen([a, b, c], 7, { revision }), [idOf(b)], 'Grace', NOW + revision);
      return answer.ok ? answer.created.incident.id : '';
    };
    expect(idAt(1)).toBe(idAt(1));
    expect(idAt(1)).not.toBe(idAt(3));
    expect(idAt(1)).not.toBe(all.incident.id);
  });

  test('is refused where somebody decided since, where nothing is left, and what is not in it', () => {
    const refusal = (of: Seen, anomalies: readonly string[]) => {
      const answer = applySplit(of, anomalies, 'Grace', NOW);
      return answer.ok ? null : [answer.kind, answer.code];
    };
    expect(refusal({ ...all, since: ['grew', 'changed'] }, [idOf(b)])).toBeNull();
    expect(refusal({ ...all, since: ['grew', 'acknowledged'] }, [idOf(b)])).toEqual(['conflict', 'outdated']);
    expect(refusal({ ...all, revision: 2 }, [idOf(b)])).toEqual(['conflict', 'outdated']);
    expect(refusal(all, [idOf(a), idOf(b), idOf(c)])).toEqual(['refused', 'nothing-left']);
    expect(refusal(all, [idOf(a), 'a-foreign'])).toEqual(['conflict', 'not-members']);
    const times = { ...all.incident.times, resolvedAt: NOW };
    expect(refusal(seen([a, b], 7, { times }), [idOf(b)])).toEqual(['conflict', 'over']);
    expect(refusal(seen([a, b], 7, { times: { ...times, closedAt: NOW } }), [idOf(b)])).toEqual(['refused', 'closed']);
  });
});

describe('merge', () => {
  const [one, other] = [seen([a], 7, { assignedTo: 'crew-1', pinned: true }), seen([b, c], 8)];

  test('takes the members over, keeps what was decided about the one, closes the other', () => {
    const answer = applyMerge(one, other, 'Grace', NOW);
    if (!answer.ok) throw new Error(answer.detail);
    expect(answer.kept.incident).toMatchObject({
      number: 7,
      assignedTo: 'crew-1',
      pinned: true,
      things: { traffic: 3 },
    });
    expect(answer.kept.event).toMatchObject({ kind: 'merged', actor: 'Grace' });
    expect(answer.closed.incident.members).toEqual([]);
    expect(incidentState(answer.closed.incident.times)).toBe('closed');
    expect(answer.closed.event).toMatchObject({ kind: 'closed', actor: 'Grace' });
    expect(answer.moved).toEqual([idOf(b), idOf(c)]);
  });

  test('either of the two may be outdated, and the refusal names it', () => {
    const refusal = (into: Seen, from: Seen) => {
      const answer = applyMerge(into, from, 'Grace', NOW);
      return answer.ok ? null : [answer.code, answer.incident.number];
    };
    expect(refusal({ ...one, since: ['assigned'] }, other)).toEqual(['outdated', 7]);
    expect(refusal(one, { ...other, since: ['silenced'] })).toEqual(['outdated', 8]);
    expect(refusal(one, { ...other, revision: 2 })).toEqual(['outdated', 8]);
    expect(refusal(one, one)).toEqual(['same-incident', 7]);
  });

  test('a resolved one may be taken in, but takes nothing in', () => {
    const times = { ...other.incident.times, resolvedAt: NOW };
    const resolved = { ...other, incident: { ...other.incident, times } };
    expect(applyMerge(one, resolved, 'Grace', NOW).ok).toBe(true);
    expect(applyMerge(resolved, one, 'Grace', NOW)).toMatchObject({ code: 'over', incident: { number: 8 } });
  });
});

test('pinned and unpinned once each; unpinning is possible also when it is resolved', () => {
  const { incident } = all;
  const apply = (of: Incident, command: 'pin' | 'unpin') =>
    applyIncidentCommand(of, { command, revision: of.revision }, 'Grace', NOW);
  const pinned = apply(incident, 'pin');
  if (!pinned.ok) throw new Error(pinned.detail);
  expect(pinned).toMatchObject({ incident: { pinned: true, revision: 2 }, event: { kind: 'pinned' } });
  expect(apply(pinned.incident, 'pin')).toMatchObject({ code: 'already-pinned' });
  expect(apply(incident, 'unpin')).toMatchObject({ code: 'not-pinned' });
  const resolved = { ...pinned.incident, times: { ...incident.times, resolvedAt: NOW } };
  expect(apply(resolved, 'pin')).toMatchObject({ code: 'over' });
  expect(apply(resolved, 'unpin')).toMatchObject({ ok: true, incident: { pinned: false } });
});
