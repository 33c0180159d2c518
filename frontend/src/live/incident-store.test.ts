import type { Incident, IncidentPush, Severity } from '@citywatch/contracts';
import { FLOOD_WINDOW, holdOrder, IncidentStore, openedLately, queueOf } from './incident-store';

const NOW = 1_800_000_000_000;
const incident = (
  id: string,
  severity: Severity = 'minor',
  times: Partial<Incident['times']> = {},
  revision = 1,
): Incident =>
  ({
    id,
    number: Number(id),
    revision,
    severity,
    times: {
      startedAt: NOW - 60_000,
      openedAt: NOW - 50_000,
      acknowledgedAt: null,
      inProgressAt: null,
      resolvedAt: null,
      closedAt: null,
      silencedUntil: null,
      shelvedUntil: null,
      ...times,
    },
  }) as unknown as Incident;
const push = (sequence: number, changed: Incident) => ({ sequence, incident: changed }) as IncidentPush;
const all = (incidents: Incident[], pushes: IncidentPush[] = [], complete = true) =>
  ({ type: 'incidents', sequence: 9, complete, incidents, pushes }) as const;
const ids = (list: readonly Incident[]) => list.map((i) => i.id);

describe('IncidentStore', () => {
  it('takes a complete answer over and counts what changed', () => {
    const store = new IncidentStore();
    expect(store.applyAll(all([incident('1'), incident('2')]))).toBe(2);
    expect(store.applyAll(all([incident('1'), incident('2', 'minor', {}, 2), incident('3')]))).toBe(2);
    expect(store.applyAll(all([incident('1')]))).toBe(2);
    expect(ids(store.all())).toEqual(['1']);
  });

  it('resumes with pushes only', () => {
    const store = new IncidentStore();
    store.applyAll(all([incident('1')]));
    const pushes = [push(10, incident('1', 'major', {}, 2)), push(11, incident('4'))];
    expect(store.applyAll(all([], pushes, false))).toBe(2);
    expect(store.get('1')?.severity).toBe('major');
  });

  it('never goes back to an older revision', () => {
    const store = new IncidentStore();
    store.apply(incident('1', 'major', {}, 3));
    const list = store.all();
    store.apply(incident('1', 'minor', {}, 2));
    expect(store.all()).toBe(list);
    expect(store.get('1')?.severity).toBe('major');
  });

  it('tells its listeners, and keeps only some that are over', () => {
    const store = new IncidentStore();
    let told = 0;
    const stop = store.subscribe(() => (told += 1));
    for (let n = 0; n < 105; n++) store.apply(incident(String(n), 'info', { resolvedAt: NOW + n }));
    expect(told).toBe(105);
    expect(store.all()).toHaveLength(100);
    expect(store.get('0')).toBeUndefined();
    stop();
    store.apply(incident('900'));
    expect(told).toBe(105);
  });
});

describe('queueOf', () => {
  it('puts the worst first, then the oldest, and each in one group', () => {
    const queue = queueOf(
      [
        incident('1', 'minor'),
        incident('2', 'critical', { startedAt: NOW - 1_000 }),
        incident('3', 'critical', { startedAt: NOW - 9_000 }),
        incident('4', 'major', { acknowledgedAt: NOW }),
        incident('5', 'major', { silencedUntil: NOW + 1 }),
        incident('6', 'major', { silencedUntil: NOW }),
        incident('7', 'major', { resolvedAt: NOW - 5 }),
      ],
      NOW,
    );
    expect(ids(queue.toAcknowledge)).toEqual(['3', '2', '6', '1']);
    expect(ids(queue.inHand)).toEqual(['4']);
    expect(ids(queue.silenced)).toEqual(['5']);
    expect(queue.lastOver).toBe(NOW - 5);
  });

  it('is quiet without incidents', () => {
    expect(queueOf([], NOW)).toEqual({ toAcknowledge: [], inHand: [], silenced: [], lastOver: null });
  });
});

describe('flood and hold', () => {
  it('counts what opened in ten minutes, at the limit', () => {
    const list = [
      incident('1', 'info', { openedAt: NOW - FLOOD_WINDOW }),
      incident('2', 'info', { openedAt: NOW - FLOOD_WINDOW + 1 }),
    ];
    expect(openedLately(list, NOW)).toBe(1);
  });

  it('keeps the order under a pointer and says how many wait', () => {
    const list = [incident('9', 'critical'), incident('1'), incident('2')];
    expect(holdOrder(list, ['2', '1', 'gone'])).toEqual({ shown: [list[2], list[1]], held: 1 });
    expect(holdOrder(list, null)).toEqual({ shown: list, held: 0 });
  });
});
