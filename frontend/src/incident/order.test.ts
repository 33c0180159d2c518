import type { IncidentMember } from '@citywatch/contracts';
import { stepsOf, strongestOf } from './order';

const T = 1_800_000_000_000;
const member = (thing: string, start: number, over: Partial<IncidentMember> = {}): IncidentMember => ({
  anomaly: `a-${thing}-${start}`,
  datastream: 1,
  thing,
  thingName: thing,
  property: 'voltage',
  domain: 'grid',
  longitude: 0,
  latitude: 0,
  start,
  end: null,
  severity: 'major',
  score: 5,
  reason: { code: 'below-expected', params: {} },
  ...over,
});

describe('stepsOf', () => {
  const members = [
    member('g3', T + 3_000),
    member('g1', T),
    member('g2', T + 2_000),
    member('t1', T + 40_000, { property: 'speed', domain: 'traffic' }),
  ];

  it('lets the first mover stand alone and joins what follows of the same kind', () => {
    const steps = stepsOf({ members, firstMover: 'g1', root: null });
    expect(steps.map((s) => [s.offset, s.member.thing, s.things, s.isFirst])).toEqual([
      [0, 'g1', 1, true],
      [2_000, 'g2', 2, false],
      [40_000, 't1', 1, false],
    ]);
    expect(steps[1].members.map(({ thing }) => thing)).toEqual(['g2', 'g3']);
  });

  it('lets the probable root stand alone too', () => {
    const steps = stepsOf({ members, firstMover: 'g1', root: 'g3' });
    expect(steps.map((s) => [s.member.thing, s.things, s.isRoot])).toEqual([
      ['g1', 1, false],
      ['g2', 1, false],
      ['g3', 1, true],
      ['t1', 1, false],
    ]);
  });

  it('does not join across a pause of a minute', () => {
    const late = [member('g1', T), member('g2', T + 1), member('g3', T + 60_001)];
    expect(stepsOf({ members: late, firstMover: 'g1', root: null })).toHaveLength(3);
    expect(stepsOf({ members: late.with(2, member('g3', T + 60_000)), firstMover: 'g1', root: null })).toHaveLength(2);
  });

  it('puts the first mover before others of the same moment', () => {
    const same = [member('g2', T), member('g1', T)];
    expect(stepsOf({ members: same, firstMover: 'g1', root: null }).map((s) => s.member.thing)).toEqual(['g1', 'g2']);
  });

  it('marks only the first step of the Thing that moved first', () => {
    const again = [member('g1', T), member('g1', T, { property: 'load' }), member('g1', T + 120_000)];
    expect(stepsOf({ members: again, firstMover: 'g1', root: 'g1' }).map((s) => [s.isFirst, s.isRoot])).toEqual([
      [true, true],
      [false, false],
      [false, false],
    ]);
  });
});

describe('strongestOf', () => {
  it('takes the rarest, and among equals the root, then the earliest', () => {
    const list = [
      member('g1', T, { score: 8 }),
      member('g2', T + 1, { score: 12 }),
      member('g3', T + 2, { score: 12 }),
    ];
    expect(strongestOf({ members: list, root: null })?.thing).toBe('g2');
    expect(strongestOf({ members: list, root: 'g3' })?.thing).toBe('g3');
    expect(strongestOf({ members: [], root: null })).toBeUndefined();
  });
});
