import {
  FRAME_DELTA,
  FRAME_SNAPSHOT,
  type Anomaly,
  type CatalogueThing,
  type Incident,
  type ObservationFrame,
} from '@citywatch/contracts';
import { BUCKETS, OFFLINE_AFTER, STALE_INTERVALS } from './bucket';
import { SensorStore } from './sensor-store';

const NOW = 1_800_000_000_000;
const thing = (
  id: string,
  domain: CatalogueThing['domain'],
  datastreams: readonly [number, string][],
): CatalogueThing => ({
  id,
  name: id,
  domain,
  operator: 'op',
  longitude: 0,
  latitude: 0,
  interval: 10,
  road: null,
  feeder: null,
  datastreams: datastreams.map(([ds, property]) => ({ id: ds, property })),
});
const THINGS = [
  thing('t1', 'traffic', [
    [1, 'speed'],
    [2, 'flow'],
  ]),
  thing('a1', 'air-quality', [[9, 'pm25']]),
  thing('g1', 'grid', [[4, 'voltage']]),
];
const frame = (
  rows: readonly [ds: number, result: number, offset: number, quality?: number][],
  kind: 1 | 2 = FRAME_DELTA,
): ObservationFrame => ({
  kind,
  subscription: 1,
  sequence: 0,
  serverTime: NOW,
  datastreams: Uint32Array.from(rows, (r) => r[0]),
  results: Float32Array.from(rows, (r) => r[1]),
  offsets: Int32Array.from(rows, (r) => r[2]),
  qualities: Uint8Array.from(rows, (r) => r[3] ?? 0),
});
const anomaly = (over: Partial<Anomaly>): Anomaly => ({
  id: 'x',
  datastream: 1,
  thing: 't1',
  property: 'speed',
  domain: 'traffic',
  detector: 'seasonal',
  detectorVersion: 'seasonal-1',
  start: NOW,
  end: null,
  severity: 'major',
  score: 5,
  observed: 1,
  expected: 2,
  low: 1,
  high: 3,
  reason: { code: 'low', params: {} },
  ...over,
});
const make = () => {
  const store = new SensorStore();
  store.setCatalogue(THINGS);
  store.applyFrame(
    frame(
      [
        [1, 40, -1_000],
        [2, 800, -1_000],
        [9, 12, -1_000],
        [4, 230, -1_000],
      ],
      FRAME_SNAPSHOT,
    ),
  );
  store.refresh(NOW);
  return store;
};
const bucket = (store: SensorStore, id: string) => store.bucketAt(store.placeOf(id) ?? -1);

describe('SensorStore', () => {
  it('shows nothing before the first snapshot', () => {
    const store = new SensorStore();
    store.applyFrame(frame([[1, 40, -1_000]], FRAME_SNAPSHOT));
    store.setCatalogue(THINGS);
    store.refresh(NOW);
    expect(bucket(store, 't1')).toBeNull();
    expect(store.loaded).toBe(false);
    expect(store.takeChanged()).toEqual([]);
  });

  it('keeps the newest reading of each Datastream', () => {
    const store = make();
    store.applyFrame(
      frame([
        [1, 30, -5_000],
        [2, 900, 0],
      ]),
    );
    expect(store.reading(1)).toEqual({ phenomenonTime: NOW - 1_000, result: 40, quality: 0 });
    expect(store.reading(2)).toEqual({ phenomenonTime: NOW, result: 900, quality: 0 });
    expect(store.reading(77)).toBeNull();
  });

  it('says how many rows the catalogue does not know', () => {
    expect(
      make().applyFrame(
        frame([
          [1, 1, 0],
          [77, 1, 0],
        ]),
      ),
    ).toBe(1);
  });

  it('goes stale and offline by age alone, at the limits', () => {
    const store = make();
    const staleAt = NOW - 1_000 + STALE_INTERVALS * 10_000 + 2_000;
    store.refresh(staleAt);
    expect(bucket(store, 't1')).toBe('normal');
    store.refresh(staleAt + 1);
    expect(bucket(store, 't1')).toBe('stale');
    store.refresh(NOW - 1_000 + OFFLINE_AFTER);
    expect(bucket(store, 't1')).toBe('stale');
    store.refresh(NOW - 1_000 + OFFLINE_AFTER + 1);
    expect(bucket(store, 't1')).toBe('offline');
  });

  it.each(['stuck', 'range', 'gap', 'clock', 'consistency'] as const)(
    'draws low quality (%s) as texture, never as severity',
    (detector) => {
      const store = make();
      store.applyFrame(frame([[1, 40, 0, 2]]));
      store.applyAnomalies({ complete: true, open: [anomaly({ detector })], cleared: [] });
      store.refresh(NOW);
      expect(bucket(store, 't1')).toBe('doubtful');
    },
  );

  it('takes the worst open anomaly, and forgets a cleared one', () => {
    const store = make();
    store.applyAnomalies({
      complete: true,
      open: [anomaly({}), anomaly({ id: 'y', severity: 'critical' })],
      cleared: [],
    });
    store.refresh(NOW);
    expect(bucket(store, 't1')).toBe('critical');
    store.applyAnomalies({ complete: false, open: [], cleared: ['y'] });
    store.refresh(NOW);
    expect(bucket(store, 't1')).toBe('major');
    expect(store.anomaliesOf('t1').map((a) => a.id)).toEqual(['x']);
  });

  it('colours the open members of incidents that are not over', () => {
    const store = make();
    const member = { thing: 'a1', severity: 'info', end: null };
    const incident = (resolvedAt: number | null) =>
      ({
        times: { resolvedAt, closedAt: null },
        members: [member, { thing: 'g1', severity: 'major', end: NOW }],
      }) as unknown as Incident;
    store.applyIncidents([incident(null)]);
    store.refresh(NOW);
    expect([bucket(store, 'a1'), bucket(store, 'g1')]).toEqual(['info', 'normal']);
    store.applyIncidents([incident(NOW)]);
    store.refresh(NOW);
    expect(bucket(store, 'a1')).toBe('normal');
  });

  it('counts by domain and gives the same object while nothing changes', () => {
    const store = make();
    const before = store.counts();
    expect(before.traffic.normal + before['air-quality'].normal + before.grid.normal).toBe(3);
    store.refresh(NOW + 1);
    expect(store.counts()).toBe(before);
    store.applyAnomalies({ complete: true, open: [anomaly({})], cleared: [] });
    store.refresh(NOW + 1);
    expect(store.counts().traffic.major).toBe(1);
    expect(BUCKETS.reduce((sum, b) => sum + store.counts().traffic[b], 0)).toBe(1);
  });

  it('hands over only the places that changed', () => {
    const store = make();
    expect(store.takeChanged()).toEqual([0, 1, 2]);
    store.applyAnomalies({ complete: true, open: [anomaly({})], cleared: [] });
    store.refresh(NOW);
    expect(store.takeChanged()).toEqual([0]);
  });

  it('keeps readings over a new catalogue', () => {
    const store = make();
    store.setCatalogue([thing('new', 'grid', [[100, 'voltage']]), ...THINGS]);
    store.refresh(NOW);
    expect(store.reading(9)?.result).toBe(12);
    expect(bucket(store, 'new')).toBe('offline');
    expect(bucket(store, 'a1')).toBe('normal');
  });
});
