import {
  FRAME_DELTA,
  FRAME_SNAPSHOT,
  OBSERVED_PROPERTIES,
  encodeFrame,
  propertyIndex,
  type Bounds,
} from '@citywatch/contracts';

/** Where a Datastream is and what it observes. */
export interface LivePlace {
  readonly id: number;
  readonly thing: string;
  readonly property: string;
  readonly longitude: number;
  readonly latitude: number;
}

/** What a client sees: its part of the map, and properties as a bit set over OBSERVED_PROPERTIES. */
export interface View {
  readonly bounds: Bounds;
  readonly properties: number;
}

export const propertyMask = (ids: readonly string[]): number =>
  ids.reduce((mask, id) => (propertyIndex(id) < 0 ? mask : mask | (1 << propertyIndex(id))), 0);

const NO_PROPERTY = 255;
/** Offsets travel as 32 bits of ms; a reading older than 24 days is shown as that old. */
const OLDEST_OFFSET = -(2 ** 31);
const NEWEST_OFFSET = 2 ** 31 - 1;

/**
 * The newest reading of every Datastream in dense arrays over the Datastream id (ids are an identity column, so they are
 * dense), and which of them changed at which tick. Ten thousand sensors with three properties take 1.3 MB.
 */
export class LiveState {
  private times = new Float64Array(0);
  private results = new Float64Array(0);
  /** What messages said, and what detectors found since when. */
  private qualities = new Uint8Array(0);
  private found = new Uint8Array(0);
  private foundFrom = new Float64Array(0);
  private properties = new Uint8Array(0);
  private longitudes = new Float64Array(0);
  private latitudes = new Float64Array(0);
  private changedAt = new Uint32Array(0);
  private scratch = new Uint32Array(0);
  private datastreams = new Map<string, Int32Array>();
  private dirty: number[] = [];
  private currentTick = 1;
  private end = 0;

  /** Takes the places of all Datastreams; one that is not named any more is not shown any more. @returns ids that are new */
  setPlaces(places: Iterable<LivePlace>): number[] {
    const before = this.properties.slice();
    this.properties.fill(NO_PROPERTY);
    this.datastreams = new Map();
    const added: number[] = [];
    for (const { id, thing, property, longitude, latitude } of places) {
      const index = propertyIndex(property);
      if (index < 0) continue;
      this.reserve(id);
      if (id >= before.length || before[id] === NO_PROPERTY) added.push(id);
      this.properties[id] = index;
      this.longitudes[id] = longitude;
      this.latitudes[id] = latitude;
      let own = this.datastreams.get(thing);
      if (own === undefined) this.datastreams.set(thing, (own = new Int32Array(OBSERVED_PROPERTIES.length).fill(-1)));
      own[index] = id;
    }
    return added;
  }

  /** The Datastream of a Thing's property, or -1. */
  datastreamOf(thing: string, property: number): number {
    return this.datastreams.get(thing)?.[property] ?? -1;
  }

  /** Takes a reading if it is newer than the one that is known: a replay of the past never moves the live map. */
  apply(id: number, time: number, result: number, quality: number): boolean {
    if (id < 0 || id >= this.end || this.properties[id] === NO_PROPERTY || !(time > this.times[id])) return false;
    this.times[id] = time;
    this.results[id] = result;
    this.qualities[id] = quality;
    this.touch(id);
    return true;
  }

  /**
   * Takes the flags (QUALITY bit set) that a detector found of a Datastream's reading of a time, ms: they are those of all that
   * come after it too, until it says something else. What is older than that is no news.
   */
  flag(id: number, from: number, quality: number): void {
    this.reserve(id);
    if (from < this.foundFrom[id]) return;
    const before = this.qualityOf(id);
    this.found[id] = quality;
    this.foundFrom[id] = from;
    if (this.times[id] !== -Infinity && this.qualityOf(id) !== before) this.touch(id);
  }

  /** Ends the tick: its number, and the Datastreams that changed in it. */
  endTick(): { tick: number; changed: readonly number[] } {
    const ended = { tick: this.currentTick, changed: this.dirty };
    this.dirty = [];
    this.currentTick++;
    return ended;
  }

  /** The last tick that has ended. */
  get lastTick(): number {
    return this.currentTick - 1;
  }

  /** The newest reading; time -Infinity where there is none. */
  reading(id: number): { time: number; result: number; quality: number } {
    return { time: this.times[id] ?? -Infinity, result: this.results[id] ?? NaN, quality: this.qualityOf(id) };
  }

  /** All readings of a view, as a frame with sequence 0. */
  snapshot(view: View, subscription: number, serverTime: number): Uint8Array {
    return this.frame(FRAME_SNAPSHOT, this.since(view, 0), subscription, 0, serverTime);
  }

  /** Ids of a view with a reading, changed after the tick `since` (0: whenever). */
  since(view: View, since: number): Uint32Array {
    let count = 0;
    for (let id = 0; id < this.end; id++)
      if (this.changedAt[id] > since && this.inside(view, id)) this.scratch[count++] = id;
    return this.scratch.slice(0, count);
  }

  /** Those of the ids that are in the view. */
  within(view: View, ids: readonly number[]): Uint32Array {
    let count = 0;
    for (const id of ids) if (this.inside(view, id)) this.scratch[count++] = id;
    return this.scratch.slice(0, count);
  }

  /** A delta frame of these ids. */
  delta(ids: Uint32Array, subscription: number, sequence: number, serverTime: number): Uint8Array {
    return this.frame(FRAME_DELTA, ids, subscription, sequence, serverTime);
  }

  private frame(
    kind: typeof FRAME_SNAPSHOT | typeof FRAME_DELTA,
    ids: Uint32Array,
    subscription: number,
    sequence: number,
    serverTime: number,
  ): Uint8Array {
    const results = new Float32Array(ids.length);
    const offsets = new Int32Array(ids.length);
    const qualities = new Uint8Array(ids.length);
    for (let row = 0; row < ids.length; row++) {
      const id = ids[row];
      results[row] = this.results[id];
      offsets[row] = Math.max(OLDEST_OFFSET, Math.min(NEWEST_OFFSET, this.times[id] - serverTime));
      qualities[row] = this.qualityOf(id);
    }
    return encodeFrame({ kind, subscription, sequence, serverTime, datastreams: ids, results, offsets, qualities });
  }

  private touch(id: number): void {
    if (this.changedAt[id] === this.currentTick) return;
    this.changedAt[id] = this.currentTick;
    this.dirty.push(id);
  }

  private qualityOf(id: number): number {
    if (id >= this.end) return 0;
    return this.qualities[id] | (this.times[id] >= this.foundFrom[id] ? this.found[id] : 0);
  }

  private inside(view: View, id: number): boolean {
    return this.times[id] !== -Infinity && this.covers(view, id);
  }

  /** Whether a Datastream belongs to the view, with a reading or without. */
  covers(view: View, id: number): boolean {
    if (id >= this.end) return false;
    const property = this.properties[id];
    if (property === NO_PROPERTY || (view.properties & (1 << property)) === 0) return false;
    const [west, south, east, north] = view.bounds;
    const longitude = this.longitudes[id];
    const latitude = this.latitudes[id];
    return longitude >= west && longitude <= east && latitude >= south && latitude <= north;
  }

  private reserve(id: number): void {
    if (id >= this.end) this.end = id + 1;
    if (id < this.times.length) return;
    const size = Math.max(1_024, id + 1, this.times.length * 2);
    this.times = grown(new Float64Array(size).fill(-Infinity), this.times);
    this.results = grown(new Float64Array(size), this.results);
    this.qualities = grown(new Uint8Array(size), this.qualities);
    this.found = grown(new Uint8Array(size), this.found);
    this.foundFrom = grown(new Float64Array(size).fill(-Infinity), this.foundFrom);
    this.properties = grown(new Uint8Array(size).fill(NO_PROPERTY), this.properties);
    this.longitudes = grown(new Float64Array(size), this.longitudes);
    this.latitudes = grown(new Float64Array(size), this.latitudes);
    this.changedAt = grown(new Uint32Array(size), this.changedAt);
    this.scratch = new Uint32Array(size);
  }
}

function grown<T extends Float64Array | Uint8Array | Uint32Array>(larger: T, old: T): T {
  larger.set(old);
  return larger;
}
