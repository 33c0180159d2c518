import type { IncidentMember } from '@citywatch/contracts';
import { anomaliesOf, domainsOf, MOST_ANOMALIES, splitFault, splitRows } from './split-choice';

const T = 1_800_000_000_000;
const member = (thing: string, start: number, over: Partial<IncidentMember> = {}): IncidentMember =>
  ({ anomaly: `${thing}@${start - T}`, thing, domain: 'grid', start, ...over }) as IncidentMember;

const members = [
  member('t1', T + 40, { domain: 'traffic' }),
  member('g1', T),
  member('g2', T + 5),
  member('g1', T + 50),
];
const rows = splitRows({ members });

it('takes a sensor with all its anomalies, in order', () => {
  expect(rows.map(({ thing, anomalies, offset }) => [thing, anomalies, offset])).toEqual([
    ['g1', ['g1@0', 'g1@50'], 0],
    ['g2', ['g2@5'], 5],
    ['t1', ['t1@40'], 40],
  ]);
  expect(anomaliesOf(rows, new Set(['g1', 't1']))).toEqual(['g1@0', 'g1@50', 't1@40']);
});

it('offers domains only where there are several', () => {
  expect(domainsOf(rows)).toEqual([
    ['grid', 2],
    ['traffic', 1],
  ]);
  expect(domainsOf(rows.slice(0, 2))).toEqual([]);
});

it('wants some, not all, and no more than the server takes', () => {
  expect(splitFault(rows, new Set())).toBe('none');
  expect(splitFault(rows, new Set(['g1', 'g2', 't1']))).toBe('all');
  expect(splitFault(rows, new Set(['t1']))).toBeNull();
  const many = (n: number) => [{ ...rows[0], anomalies: Array.from({ length: n }, (_, i) => String(i)) }, rows[1]];
  expect(splitFault(many(MOST_ANOMALIES), new Set(['g1']))).toBeNull();
  expect(splitFault(many(MOST_ANOMALIES + 1), new Set(['g1']))).toBe('many');
});
