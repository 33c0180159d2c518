import { describe, expect, test } from '@jest/globals';
import { compareIncidents, TOLD, type FoundIncident } from './compare-incidents.js';

const incident = (start: number, end: number | null, members: string[], more: Partial<FoundIncident> = {}) => ({
  title: { code: 'x', params: {} },
  reason: { code: 'x', params: {} },
  severity: 'minor' as const,
  start,
  end,
  things: 1,
  members,
  ...more,
});

describe('the same incident', () => {
  test('has a Datastream in common at a common time', () => {
    const current = [incident(10, 20, ['a/speed', 'b/speed']), incident(10, 20, ['c/speed'])];
    const changed = [incident(15, null, ['b/speed']), incident(21, 30, ['c/speed']), incident(0, 5, ['b/speed'])];
    const { found, onlyCurrent, onlyChanged, both } = compareIncidents(current, changed);
    expect(found).toEqual({ onlyCurrent: 1, onlyChanged: 2, both: 1 });
    expect(onlyCurrent).toMatchObject([{ start: 10, end: 20 }]);
    expect(onlyChanged.map(({ start }) => start)).toEqual([0, 21]);
    expect(both).toMatchObject([{ start: 15, end: null }]);
    expect(both[0]).not.toHaveProperty('members');
  });

  test('may be one here and two there', () => {
    const two = [incident(10, 20, ['a/speed']), incident(10, 20, ['b/speed'])];
    const one = [incident(9, 21, ['a/speed', 'b/speed'])];
    expect(compareIncidents(two, one).found).toEqual({ onlyCurrent: 0, onlyChanged: 0, both: 1 });
    expect(compareIncidents(one, two).found).toEqual({ onlyCurrent: 0, onlyChanged: 0, both: 2 });
  });
});

test('of more than can be told the most severe are, in order of their start; all are counted', () => {
  const many = Array.from({ length: TOLD + 1 }, (_, i) =>
    incident(i, i, [`t${i}/speed`], { severity: i === TOLD ? 'major' : 'minor' }),
  );
  const { found, onlyCurrent } = compareIncidents(many, []);
  expect(found.onlyCurrent).toBe(TOLD + 1);
  expect(onlyCurrent).toHaveLength(TOLD);
  expect(onlyCurrent[TOLD - 1]).toMatchObject({ severity: 'major' });
  expect(onlyCurrent.map(({ start }) => start)).toEqual(
    [...onlyCurrent.map(({ start }) => start)].sort((a, b) => a - b),
  );
  expect(compareIncidents(many.slice(0, TOLD), []).onlyCurrent).toHaveLength(TOLD);
});
