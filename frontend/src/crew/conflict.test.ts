import type { Incident } from '@citywatch/contracts';
import { conflictWords } from './conflict';

const incident = (times: Partial<Incident['times']>, acknowledgedBy: string | null = null): Incident =>
  ({
    times: { openedAt: 1, acknowledgedAt: null, inProgressAt: null, resolvedAt: null, closedAt: null, ...times },
    acknowledgedBy,
    assignedTo: null,
  }) as unknown as Incident;

describe('a conflict', () => {
  it('names who acknowledged first', () => {
    expect(conflictWords(incident({ acknowledgedAt: 5 }, 'Operator 3'))).toEqual({
      key: 'acknowledge',
      who: 'Operator 3',
      at: 5,
    });
  });

  it('says that it is over where it is', () => {
    expect(conflictWords(incident({ acknowledgedAt: 5, resolvedAt: 9 }, 'a'))).toMatchObject({ key: 'resolve', at: 9 });
  });

  it('says that it changed otherwise', () => {
    expect(conflictWords(incident({ acknowledgedAt: 5, inProgressAt: 7 }, 'a'))).toMatchObject({
      key: 'changed',
      at: 7,
    });
    expect(conflictWords(incident({}))).toMatchObject({ key: 'changed', at: 1 });
  });
});
