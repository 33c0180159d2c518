import { describe, expect, test } from '@jest/globals';
import type { Anomaly, Incident, IncidentEventKind, IncidentMember, Severity } from '@citywatch/contracts';
import { Recorder } from './recorder.js';

const FROM = 1_000;
const member = (anomaly: string) => ({ anomaly }) as IncidentMember;
const incident = (id: string, severity: Severity, members: readonly string[]) =>
  ({
    id,
    severity,
    members: members.map(member),
    title: { code: 'below-expected', params: { property: 'speed', observed: 10, expected: 50, low: 40, high: 60 } },
  }) as unknown as Incident;

/** What a recorder took down of changes: [kind of event, incident, is it new]. */
function recorded(changes: readonly (readonly [IncidentEventKind, Incident, boolean])[]) {
  const recorder = new Recorder(FROM);
  changes.forEach(([kind, of, isNew], i) =>
    recorder.sink.incident?.(
      { isNew, joined: [], incident: of, event: { kind, at: FROM + i, actor: 'system', note: null } },
      FROM + i,
    ),
  );
  return recorder.incidents;
}

describe('incidents', () => {
  test('are kept at their worst with everybody who was ever a member', () => {
    const [found] = recorded([
      ['opened', incident('i', 'minor', ['a']), true],
      ['grew', incident('i', 'major', ['a', 'b']), false],
      ['changed', incident('i', 'minor', ['b']), false],
    ]);
    expect(found).toMatchObject({ severity: 'major', anomalies: ['a', 'b'], openedAt: FROM, notifications: 1 });
  });

  test('call somebody when they open or rise above minor, and when they are reopened so', () => {
    const calls = (...changes: [IncidentEventKind, Severity][]) =>
      recorded(changes.map(([kind, severity], i) => [kind, incident('i', severity, ['a']), i === 0]))[0].notifications;
    expect(calls(['opened', 'minor'], ['grew', 'minor'])).toBe(0);
    expect(calls(['opened', 'major'], ['grew', 'critical'])).toBe(1);
    expect(calls(['opened', 'minor'], ['changed', 'major'], ['resolved', 'major'], ['reopened', 'major'])).toBe(2);
  });

  test('that another took over are none; those from before are none either', () => {
    const taken = recorded([
      ['opened', incident('i', 'major', ['a']), true],
      ['closed', incident('i', 'major', []), false],
      ['grew', incident('old', 'major', ['b']), false],
    ]);
    expect(taken).toEqual([]);
  });
});

test('anomalies count when they are raised, from the judged time on', () => {
  const recorder = new Recorder(FROM);
  const anomaly = { id: 'a', thing: 't', property: 'speed', detector: 'rate', severity: 'minor', score: 5 } as Anomaly;
  for (const [kind, now] of [
    ['raised', FROM - 1],
    ['raised', FROM],
    ['updated', FROM + 1],
    ['cleared', FROM + 2],
  ] as const)
    recorder.sink.anomaly?.({ kind, at: now, anomaly }, now);
  expect(recorder.anomalies).toEqual([{ ...anomaly, raisedAt: FROM }]);
});
