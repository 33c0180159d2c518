import type { Incident } from '@citywatch/contracts';
import { ApiError, NoAnswerError } from '../api/http';
import { conflictOf, incidentOfConflict } from './conflict';

const incident = (times: Partial<Incident['times']>, acknowledgedBy: string | null = null) =>
  ({
    times: { acknowledgedAt: null, resolvedAt: null, closedAt: null, ...times },
    acknowledgedBy,
  }) as unknown as Incident;

it('names who acknowledged first, and when', () => {
  expect(conflictOf('acknowledge', incident({ acknowledgedAt: 5 }, 'Ana'), 9)).toEqual({
    kind: 'acknowledge',
    who: 'Ana',
    at: 5,
  });
});

it('says that it is over, or that it changed', () => {
  expect(conflictOf('assign', incident({ acknowledgedAt: 5, resolvedAt: 7 }, 'Ana'), 9)).toEqual({
    kind: 'resolve',
    at: 7,
  });
  expect(conflictOf('assign', incident({ acknowledgedAt: 5 }, 'Ana'), 9)).toEqual({ kind: 'changed', at: 9 });
});

it('reads the incident from a 409 only', () => {
  const as = incident({});
  expect(incidentOfConflict(new ApiError(409, 'conflict', '', { incident: as }))).toBe(as);
  expect(incidentOfConflict(new ApiError(403, 'forbidden', '', { incident: as }))).toBeNull();
  expect(incidentOfConflict(new NoAnswerError('x'))).toBeNull();
});
