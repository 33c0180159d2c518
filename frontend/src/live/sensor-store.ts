import {
  DOMAINS,
  isOver,
  severityRank,
  type Anomaly,
  type CatalogueThing,
  type DetectorKind,
  type Domain,
  type Incident,
  type ObservationFrame,
} from '@citywatch/contracts';
import { BUCKETS, bucketOf, UNKNOWN, type Bucket } from './bucket';

/** One Datastream's newest reading. */
export interface Reading {
  readonly phenomenonTime: number;
  readonly result: number;
  readonly quality: number;
}
export type Counts = Readonly<Record<Domain, Readonly<Record<Bucket, number>>>>;

/** What these say is how true a sensor is, not how the city is: they show as texture unless an incident holds them. */
const QUALITY_DETECTORS: ReadonlySet<DetectorKind> = new Set(['stuck', 'range', 'gap', 'clock', 'consistency']);

/**
 * Readings of all sensors, outside React: typed arrays, one slot a Datastream, one place a Thing. Keeps each Thing's bucket
 * and which buckets changed since they were last taken, so that the map touches only those. Times are ms of the server.
 */
export class SensorStore {
  things: readonly CatalogueThing[] = [];
  /** Rises with every catalogue: the map then makes its source anew. */
  generation = 0;
  /** True once a snapshot has come for a known catalogue. */
  loaded = false;
  private places = new Map<string, number>();
  private slots = new Map<number, number>();
  private thingOfSlot = new Int32Array(0);
  private results = new Float32Array(0);
  private times = new Float64Array(0);
  private qualities = new Uint8Array(0);
  private firstSlot = new Int32Array(0);
  private newest = new Float64Array(0);
  private buckets = new Uint8Array(0);
  private anomalies = new Map<string, Anomaly>();
  private severities = new Int8Array(0);
  private incidents: readonly Incident[] = [];
  private changed = new Set<number>();
  private counted: Counts = emptyCounts();
  private readonly listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  /** Tells React: call it at most once a frame, after what came in that frame. */
  notify(): void {
    for (const listener of this.listeners) listener();
  }

  /** A new catalogue; readings of Datastreams that stay are kept. */
  setCatalogue(things: readonly CatalogueThing[]): void {
    const old = { slots: this.slots, results: this.results, times: this.times, qualities: this.qualities };
    const count = things.reduce((sum, thing) => sum + thing.datastreams.length, 0);
    this.things = things;
    this.places = new Map(things.map((thing, place) => [thing.id, place]));
    this.slots = new Map();
    this.thingOfSlot = new Int32Array(count);
    this.results = new Float32Array(count);
    this.times = new Float64Array(count).fill(NaN);
    this.qualities = new Uint8Array(count);
    this.firstSlot = new Int32Array(things.length);
    this.newest = new Float64Array(things.length).fill(NaN);
    this.buckets = new Uint8Array(things.length).fill(UNKNOWN);
    this.severities = new Int8Array(things.length).fill(-1);
    let slot = 0;
    things.forEach((thing, place) => {
      this.firstSlot[place] = slot;
      for (const { id } of thing.datastreams) {
        this.slots.set(id, slot);
        this.thingOfSlot[slot] = place;
        const before = old.slots.get(id);
        if (before !== undefined) this.put(slot, old.results[before], old.times[before], old.qualities[before]);
        slot += 1;
      }
    });
    this.generation += 1;
    this.changed.clear();
    this.weighSeverities();
  }

  /** Gives how many rows were of Datastreams that the catalogue does not have: it is then out of date. */
  applyFrame(frame: ObservationFrame): number {
    const { datastreams, results, offsets, qualities, serverTime } = frame;
    let unknown = 0;
    for (let i = 0; i < datastreams.length; i++) {
      const slot = this.slots.get(datastreams[i]);
      if (slot === undefined) unknown += 1;
      else this.put(slot, results[i], serverTime + offsets[i], qualities[i]);
    }
    // Rows without a catalogue have no place to go: the snapshot comes again after it.
    this.loaded ||= this.generation > 0;
    return unknown;
  }

  /** Open anomalies: all of them (`complete`) or what changed. */
  applyAnomalies(message: {
    readonly complete: boolean;
    readonly open: readonly Anomaly[];
    readonly cleared: readonly string[];
  }): void {
    if (message.complete) this.anomalies.clear();
    for (const anomaly of message.open) this.anomalies.set(anomaly.id, anomaly);
    for (const id of message.cleared) this.anomalies.delete(id);
    this.weighSeverities();
  }

  applyIncidents(incidents: readonly Incident[]): void {
    this.incidents = incidents;
    this.weighSeverities();
  }

  /** Works out all buckets for the server's time `now`: ages pass without any message. */
  refresh(now: number): void {
    if (!this.loaded) return;
    const counts = emptyCounts();
    for (let place = 0; place < this.things.length; place++) {
      const thing = this.things[place];
      const bucket = bucketOf(
        now,
        this.newest[place],
        thing.interval * 1_000,
        this.qualityOf(place),
        this.severities[place],
      );
      counts[thing.domain][BUCKETS[bucket]] += 1;
      if (bucket === this.buckets[place]) continue;
      this.buckets[place] = bucket;
      this.changed.add(place);
    }
    if (!sameCounts(counts, this.counted)) this.counted = counts;
  }

  /** Places whose bucket changed since the last call. */
  takeChanged(): readonly number[] {
    const taken = [...this.changed];
    this.changed.clear();
    return taken;
  }

  /** A new object only where a figure changed. */
  readonly counts = (): Counts => this.counted;

  placeOf(thing: string): number | undefined {
    return this.places.get(thing);
  }
  thing(id: string): CatalogueThing | undefined {
    const place = this.places.get(id);
    return place === undefined ? undefined : this.things[place];
  }
  bucketAt(place: number): Bucket | null {
    return BUCKETS[this.buckets[place]] ?? null;
  }
  /** Newest phenomenonTime of a Thing, or null. */
  newestAt(place: number): number | null {
    return Number.isNaN(this.newest[place]) ? null : this.newest[place];
  }
  reading(datastream: number): Reading | null {
    const slot = this.slots.get(datastream);
    if (slot === undefined || Number.isNaN(this.times[slot])) return null;
    return { phenomenonTime: this.times[slot], result: this.results[slot], quality: this.qualities[slot] };
  }
  /** Open anomalies of one Thing, worst first. */
  anomaliesOf(thing: string): readonly Anomaly[] {
    return [...this.anomalies.values()]
      .filter((anomaly) => anomaly.thing === thing)
      .sort((a, b) => severityRank(b.severity) - severityRank(a.severity));
  }

  private put(slot: number, result: number, time: number, quality: number): void {
    // A late reading is history, not the newest.
    if (Number.isNaN(time) || time < this.times[slot]) return;
    this.results[slot] = result;
    this.times[slot] = time;
    this.qualities[slot] = quality;
    const place = this.thingOfSlot[slot];
    if (!(time <= this.newest[place])) this.newest[place] = time;
  }

  private qualityOf(place: number): number {
    let quality = 0;
    const first = this.firstSlot[place];
    for (let slot = first; slot < first + this.things[place].datastreams.length; slot++)
      quality |= this.qualities[slot];
    return quality;
  }

  /** The worst open thing on each sensor: its anomalies, and its membership in an incident that is not over. */
  private weighSeverities(): void {
    this.severities.fill(-1);
    const weigh = (thing: string, rank: number) => {
      const place = this.places.get(thing);
      if (place !== undefined && rank > this.severities[place]) this.severities[place] = rank;
    };
    for (const anomaly of this.anomalies.values())
      if (!QUALITY_DETECTORS.has(anomaly.detector)) weigh(anomaly.thing, severityRank(anomaly.severity));
    for (const incident of this.incidents)
      if (!isOver(incident.times))
        for (const member of incident.members)
          if (member.end === null) weigh(member.thing, severityRank(member.severity));
  }
}

type MutableCounts = Record<Domain, Record<Bucket, number>>;
const emptyCounts = (): MutableCounts =>
  Object.fromEntries(
    DOMAINS.map((domain) => [domain, Object.fromEntries(BUCKETS.map((bucket) => [bucket, 0]))]),
  ) as MutableCounts;

const sameCounts = (a: Counts, b: Counts): boolean =>
  DOMAINS.every((domain) => BUCKETS.every((bucket) => a[domain][bucket] === b[domain][bucket]));
