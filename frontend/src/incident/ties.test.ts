import type { CatalogueThing, Incident, IncidentMember } from '@citywatch/contracts';
import { countThings, SAME_MINUTE, SAME_PLACE, tiesOf } from './ties';

const T = 1_800_000_000_000;
const member = (thing: string, start: number, over: Partial<IncidentMember> = {}): IncidentMember => ({
  anomaly: `a-${thing}-${over.property ?? 'voltage'}`,
  datastream: [...thing].reduce((sum, c) => sum * 31 + c.charCodeAt(0), 7),
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
  reason: { code: 'low', params: {} },
  ...over,
});
const incident = (members: IncidentMember[], firstMover = members[0]?.thing ?? ''): Incident =>
  ({ members, firstMover, extent: 640, things: { grid: 2, traffic: 1 } }) as unknown as Incident;
const thing = (id: string, over: Partial<CatalogueThing>): CatalogueThing =>
  ({ id, feeder: null, road: null, ...over }) as CatalogueThing;

describe('tiesOf', () => {
  const things: Record<string, CatalogueThing> = {
    g1: thing('g1', { domain: 'grid', feeder: { id: 'F7', parent: null } }),
    g2: thing('g2', { domain: 'grid', feeder: { id: 'F7', parent: 'g1' } }),
    g4: thing('g4', { domain: 'grid', feeder: { id: 'F7', parent: 'g1' } }),
    g5: thing('g5', { domain: 'grid', feeder: { id: 'F7', parent: 'g1' } }),
    g3: thing('g3', { domain: 'grid', feeder: { id: 'F8', parent: null } }),
    t1: thing('t1', { domain: 'traffic' }),
  };
  it('counts what members share, where at least four in five do', () => {
    const found = (late: number) =>
      tiesOf(
        incident([
          member('g1', T),
          member('g2', T + SAME_MINUTE),
          member('g4', T),
          member('g5', T),
          member('g3', T + SAME_MINUTE + 1),
          member('t1', T + late, { domain: 'traffic' }),
          member('t1', T),
        ]),
        (id) => things[id],
      );
    expect(found(0)).toEqual([
      { kind: 'feeder', name: 'F7', n: 4, of: 5 },
      { kind: 'minute', n: 5, of: 6 },
      { kind: 'place', metres: 640, of: 6 },
    ]);
    expect(found(SAME_MINUTE + 1).map((tie) => tie.kind)).toEqual(['feeder', 'place']);
  });

  it('calls nothing one place that is as wide as half a city', () => {
    const spread = (extent: number) => {
      const both = [member('g1', T), member('g3', T)];
      return tiesOf({ ...incident(both), extent }, (id) => things[id]).map((tie) => tie.kind);
    };
    expect(spread(SAME_PLACE)).toEqual(['minute', 'place']);
    expect(spread(SAME_PLACE + 1)).toEqual(['minute']);
  });

  it('has nothing to say of one sensor', () => {
    expect(tiesOf(incident([member('g1', T)]), (id) => things[id])).toEqual([]);
  });
});

it('counts the sensors of all domains', () => {
  expect(countThings(incident([]))).toBe(3);
});
