import type { Incident, IncidentEvent } from '@citywatch/contracts';
import { ApiError, NoAnswerError } from '../api/http';
import { conflictIn, conflictWords } from './conflict';

const incident = (times: Partial<Incident['times']>, acknowledgedBy: string | null = null) =>
  ({
    times: { acknowledgedAt: null, resolvedAt: null, closedAt: null, ...times },
    acknowledgedBy,
  }) as unknown as Incident;
const assigned: IncidentEvent = { sequence: 1, incident: 'i', kind: 'assigned', at: 8, actor: 'Bo', note: 'Crew 7' };

it('names what was decided since, by whom, and when', () => {
  expect(conflictWords({ incident: incident({ acknowledgedAt: 5 }, 'Ana'), decision: assigned })).toEqual({
    key: 'decided.assigned',
    who: 'Bo',
    at: 8,
    note: 'Crew 7',
  });
});

it('reads off the incident itself where its state alone stands against the act', () => {
  const words = (as: Incident) => conflictWords({ incident: as, decision: null });
  expect(words(incident({ acknowledgedAt: 5 }, 'Ana'))).toMatchObject({
    key: 'decided.acknowledged',
    who: 'Ana',
    at: 5,
  });
  expect(words(incident({ acknowledgedAt: 5, resolvedAt: 7 }, 'Ana'))).toMatchObject({ key: 'over', at: 7 });
  expect(words(incident({}))).toMatchObject({ key: 'changed', at: null });
});

it('is in a 409 with an incident only', () => {
  const as = incident({});
  expect(conflictIn(new ApiError(409, 'outdated', '', { incident: as, decision: assigned }))).toEqual({
    incident: as,
    decision: assigned,
  });
  expect(conflictIn(new ApiError(409, 'over', '', { incident: as }))).toEqual({ incident: as, decision: null });
  expect(conflictIn(new ApiError(409, 'name-taken', '', null))).toBeNull();
  expect(conflictIn(new ApiError(403, 'forbidden', '', { incident: as }))).toBeNull();
  expect(conflictIn(new NoAnswerError('x'))).toBeNull();
});
