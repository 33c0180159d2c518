import { decodeFrame, FRAME_DELTA, FRAME_SNAPSHOT, propertyIndex, QUALITY } from '@citywatch/contracts';
import { TickDeltas } from './deltas.js';
import { LiveState, propertyMask } from './live-state.js';

const place = (id: number, thing: string, longitude: number, property = 'speed') => ({
  id,
  thing,
  property,
  longitude,
  latitude: 41.9,
});
const everywhere = { bounds: [-180, -90, 180, 90] as const, properties: propertyMask(['speed', 'flow']) };
const west = { ...everywhere, bounds: [-88, 41, -87.5, 42] as const };

function stateOf(...places: ReturnType<typeof place>[]): LiveState {
  const state = new LiveState();
  state.setPlaces(places);
  return state;
}
const decode = (frame: Uint8Array | null) => decodeFrame((frame as Uint8Array).slice().buffer);
const ids = (frame: Uint8Array | null) => [...decode(frame).datastreams];

describe('LiveState', () => {
  it('keeps the newest reading only, of known Datastreams only', () => {
    const state = stateOf(place(1, 'a', -87.6));
    expect(state.apply(1, 1_000, 5, 0)).toBe(true);
    expect(state.apply(1, 1_000, 6, 0)).toBe(false);
    expect(state.apply(1, 999, 6, 0)).toBe(false);
    expect(state.apply(2, 1_000, 6, 0)).toBe(false);
    expect(state.apply(-1, 1_000, 6, 0)).toBe(false);
    expect(state.reading(1)).toEqual({ time: 1_000, result: 5, quality: 0 });
    expect(state.reading(99).time).toBe(-Infinity);
  });

  it('finds Datastreams by Thing and property', () => {
    const state = stateOf(place(1, 'a', 0), place(2, 'a', 0, 'flow'));
    expect(state.datastreamOf('a', propertyIndex('flow'))).toBe(2);
    expect(state.datastreamOf('a', propertyIndex('pm25'))).toBe(-1);
    expect(state.datastreamOf('b', 0)).toBe(-1);
  });

  it('tells which places are new, keeps the readings of old ones, and shows no more what is gone', () => {
    const state = stateOf(place(1, 'a', -87.6), place(2, 'b', -87.6));
    state.apply(1, 1, 5, 0);
    state.apply(2, 1, 5, 0);
    expect(state.setPlaces([place(2, 'b', -87.6), place(5_000, 'c', -87.6)])).toEqual([5_000]);
    expect(ids(state.snapshot(everywhere, 0, 0))).toEqual([2]);
    expect(state.datastreamOf('a', 0)).toBe(-1);
  });

  it('snapshots what is in the bounds, edges included, and of the properties', () => {
    const state = stateOf(
      place(1, 'a', -88),
      place(2, 'b', -87.5),
      place(3, 'c', -87.49),
      place(4, 'a', -88, 'occupancy'),
      place(5, 'd', -87.9),
    );
    for (const id of [1, 2, 3, 4]) state.apply(id, 2_000, id, 1);
    const frame = decode(state.snapshot(west, 9, 5_000));
    expect(frame).toMatchObject({ kind: FRAME_SNAPSHOT, subscription: 9, sequence: 0, serverTime: 5_000 });
    expect([...frame.datastreams]).toEqual([1, 2]);
    expect([...frame.offsets]).toEqual([-3_000, -3_000]);
    expect([...frame.qualities]).toEqual([1, 1]);
  });

  it('flags what comes as detectors found the newest, until they say something else, beside what messages say', () => {
    const state = stateOf(place(1, 'a', -87.6));
    const quality = () => state.reading(1).quality;
    state.apply(1, 1_000, 5, 0);
    state.flag(1, 1_001, QUALITY.stuck);
    expect(quality()).toBe(0);
    state.apply(1, 2_000, 5, 0);
    expect(quality()).toBe(QUALITY.stuck);
    state.apply(1, 3_000, 500, QUALITY.outOfRange);
    expect(quality()).toBe(QUALITY.stuck | QUALITY.outOfRange);
    expect([...decode(state.snapshot(everywhere, 0, 0)).qualities]).toEqual([quality()]);
    state.flag(1, 1_000, 0);
    expect(quality()).toBe(QUALITY.stuck | QUALITY.outOfRange);
    state.flag(1, 3_000, 0);
    expect(quality()).toBe(QUALITY.outOfRange);
  });

  it('tells of a reading that is flagged after it came, once, and not of flags that nothing shows', () => {
    const state = stateOf(place(1, 'a', -87.6), place(2, 'b', -87.6));
    state.apply(1, 1_000, 5, 0);
    state.endTick();
    state.flag(1, 1_000, QUALITY.errorCode);
    state.flag(1, 1_000, QUALITY.errorCode);
    state.flag(2, 1_000, QUALITY.stuck);
    state.flag(7_000, 1_000, QUALITY.stuck);
    expect(state.endTick().changed).toEqual([1]);
    state.setPlaces([place(7_000, 'c', -87.6)]);
    state.apply(7_000, 1_000, 5, 0);
    expect(state.reading(7_000).quality).toBe(QUALITY.stuck);
  });

  it('shows readings older than 24 days as that old instead of as young ones', () => {
    const state = stateOf(place(1, 'a', -87.6));
    state.apply(1, 0, 1, 0);
    expect([...decode(state.snapshot(everywhere, 0, 2 ** 33)).offsets]).toEqual([-(2 ** 31)]);
  });
});

describe('TickDeltas', () => {
  it('gives each client what changed since its last tick, once, whatever the number of readings', () => {
    const state = stateOf(place(1, 'a', -87.6), place(2, 'b', -87.6), place(3, 'c', -86));
    state.apply(1, 1, 5, 0);
    const first = state.endTick();
    state.apply(2, 1, 5, 0);
    state.apply(2, 2, 6, 0);
    state.apply(3, 2, 7, 0);
    const second = state.endTick();
    expect(second.changed).toEqual([2, 3]);
    const deltas = new TickDeltas(state, second.tick, second.changed, 10);
    expect(ids(deltas.frame(west, 'w', first.tick, 1, 1))).toEqual([2]);
    // Two clients with the same view: the same rows under their own numbers.
    const frame = decode(deltas.frame(west, 'w', first.tick, 77, 42));
    expect(frame).toMatchObject({ kind: FRAME_DELTA, subscription: 77, sequence: 42 });
    expect([...frame.results]).toEqual([6]);
    // One that missed the first tick gets both.
    expect(ids(deltas.frame(west, 'w', first.tick - 1, 1, 1))).toEqual([1, 2]);
  });

  it('is null where nothing in view changed', () => {
    const state = stateOf(place(1, 'a', -86));
    state.apply(1, 1, 5, 0);
    const { tick, changed } = state.endTick();
    const deltas = new TickDeltas(state, tick, changed, 10);
    expect(deltas.frame(west, 'w', tick - 1, 1, 1)).toBeNull();
    expect(deltas.frame(west, 'w', tick - 5, 1, 1)).toBeNull();
  });
});
