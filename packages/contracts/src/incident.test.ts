import { incidentState, isOver, isSilenced, type IncidentTimes } from './incident.js';

const none: IncidentTimes = {
  startedAt: 1,
  openedAt: 2,
  acknowledgedAt: null,
  inProgressAt: null,
  resolvedAt: null,
  closedAt: null,
  silencedUntil: null,
  shelvedUntil: null,
};

describe('incidentState', () => {
  it('is the furthest that was reached, whatever came before', () => {
    expect(incidentState(none)).toBe('open');
    expect(incidentState({ ...none, acknowledgedAt: 3 })).toBe('acknowledged');
    expect(incidentState({ ...none, inProgressAt: 3 })).toBe('in progress');
    expect(incidentState({ ...none, acknowledgedAt: 3, inProgressAt: 4, resolvedAt: 5 })).toBe('resolved');
    expect(incidentState({ ...none, resolvedAt: 5, closedAt: 6 })).toBe('closed');
  });

  it('takes 0 for a time', () => {
    expect(incidentState({ ...none, acknowledgedAt: 0 })).toBe('acknowledged');
  });
});

describe('isOver', () => {
  it('once it is resolved or closed', () => {
    expect(
      [none, { ...none, inProgressAt: 1 }, { ...none, resolvedAt: 1 }, { ...none, closedAt: 1 }].map(isOver),
    ).toEqual([false, false, true, true]);
  });
});

describe('isSilenced', () => {
  it('until its end, half-open, by either of the two', () => {
    const silenced = { ...none, silencedUntil: 100 };
    expect([99, 100].map((now) => isSilenced(silenced, now))).toEqual([true, false]);
    expect([99, 100].map((now) => isSilenced({ ...none, shelvedUntil: 100 }, now))).toEqual([true, false]);
    expect(isSilenced(none, 0)).toBe(false);
  });
});
