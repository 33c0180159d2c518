import { OBSERVED_PROPERTIES, type Report, type ThingMetadata } from '@citywatch/contracts';
import { CityGraph } from '../correlation/graph.js';
import type { ThingContext } from '../correlation/settings.js';
import type { Wind } from '../correlation/wind.js';
import type { AnomalyChange, DatastreamContext, DetectionSettings } from '../detector/context.js';
import { createState, setNominal, type DatastreamState } from '../detector/state.js';
import { step, tick } from '../detector/step.js';
import type { Agreement } from '../peers/bank.js';
import type { PeerPlace } from '../peers/groups.js';
import type { PeerSettings } from '../peers/settings.js';
import { doubtClock } from '../thing/clock.js';
import { stepThing } from '../thing/thing.js';
import { PeerWatch } from './peer-watch.js';
import { SilenceQueue } from './silence-queue.js';
import { WindLog } from './wind-log.js';

/** As the catalogue has it for Things that nobody described. */
const UNKNOWN_INTERVAL_MS = 60_000;
const MAX_LEVELS = 16;
const NONE: readonly AnomalyChange[] = [];

export interface Entry {
  context: DatastreamContext;
  readonly state: DatastreamState;
}

/** Decades that people's verdicts add to the threshold of a Thing's Datastream. */
export type ShiftOf = (thing: string, property: string) => number;

interface Thing {
  metadata: ThingMetadata | null;
  readonly operator: string;
  /** By property index. */
  readonly entries: (Entry | undefined)[];
}

/** All Things of a backtest with their Datastreams: what catalogue and detectors are live, in memory. */
export class Fleet {
  private readonly things = new Map<string, Thing>();
  private readonly contexts = new Map<string, ThingContext>();
  private readonly silence: SilenceQueue<Entry>;
  private readonly peers: PeerWatch | null;
  private readonly winds = new WindLog();
  private described: CityGraph | null = null;
  private datastreams = 0;
  /** Observations that were judged. */
  observations = 0;
  /** Things that had reported before anybody described them. */
  describedLate = 0;

  /**
   * @param peers null: nobody is compared with neighbours
   * @param shiftOf what people's verdicts add to thresholds
   */
  constructor(
    private readonly settings: DetectionSettings,
    peers: PeerSettings | null,
    private readonly shiftOf: ShiftOf = () => 0,
  ) {
    this.peers = peers === null ? null : new PeerWatch(settings, peers);
    this.silence = new SilenceQueue(
      (entry) => entry.state,
      (entry) => entry.context,
      settings,
    );
  }

  /** Takes a Thing's metadata, the first or newer. */
  describe(metadata: ThingMetadata): void {
    const known = this.things.get(metadata.thing);
    if (known?.metadata === null) this.describedLate++;
    const thing: Thing = known ?? { metadata, operator: metadata.operator, entries: [] };
    thing.metadata = metadata;
    this.things.set(metadata.thing, thing);
    this.contexts.clear();
    this.described = null;
    this.extend(
      metadata.thing,
      thing,
      metadata.properties.map((id) => OBSERVED_PROPERTIES.findIndex((property) => property.id === id)),
    );
  }

  /** The city as it was described so far: another object when that has changed. */
  get graph(): CityGraph {
    return (this.described ??= new CityGraph(
      [...this.things.values()].flatMap(({ metadata }) =>
        metadata === null ? [] : [{ ...metadata, road: metadata.road ?? null, feeder: metadata.feeder ?? null }],
      ),
    ));
  }

  /** The wind that counts for what began at a time, ms. */
  windFor(time: number): Wind | null {
    return this.winds.windFor(time);
  }

  /** Usual ms between two reports of a Thing. */
  intervalOf(id: string): number {
    return (this.things.get(id)?.metadata?.interval ?? UNKNOWN_INTERVAL_MS / 1_000) * 1_000;
  }

  /** Judges one report, as it would be live at its own time; `reference` is the stream's time when it comes, ms. */
  judge(report: Report, reference: number): readonly AnomalyChange[] {
    const { phenomenonTime: time, properties, results, qualities } = report;
    const thing = this.things.get(report.thing) ?? this.meet(report);
    if (properties.some((index) => thing.entries[index] === undefined)) this.extend(report.thing, thing, properties);
    this.winds.note(report);
    let changes = NONE;
    const lanes: Entry[] = [];
    for (let i = 0; i < properties.length; i++) {
      const entry = thing.entries[properties[i]];
      if (entry === undefined) continue;
      const [result, quality] = [results[i], qualities[i]];
      changes = joined(changes, step(entry.state, entry.context, this.settings, { time, result, quality, live: true }));
      this.peers?.note(entry, time, result, quality);
      if (entry.context.watchGap) this.silence.watch(entry);
      lanes.push(entry);
      this.observations++;
    }
    changes = joined(changes, stepThing(lanes, this.settings, { time, reference }));
    return this.peers === null ? changes : joined(changes, this.peers.advance());
  }

  /** A report that was refused because its time is far ahead of the stream's: the Thing speaks, with a wrong clock. */
  doubt({ thing: id, phenomenonTime: time }: Report, reference: number): AnomalyChange[] {
    const changes: AnomalyChange[] = [];
    for (const entry of this.things.get(id)?.entries ?? [])
      if (entry?.context.watchGap) doubtClock(entry, this.settings, { time, reference }, changes);
    return changes;
  }

  /** How many neighbours agree with measured anomalies, as far as that is news. */
  takeAgreements(): readonly Agreement[] {
    return this.peers?.takeAgreements() ?? [];
  }

  /** What fell silent by `now`, ms. */
  tick(now: number): readonly AnomalyChange[] {
    let changes = NONE;
    for (const { state, context } of this.silence.due(now))
      changes = joined(changes, tick(state, context, this.settings, now));
    return changes;
  }

  /** Time before which nothing falls silent, ms. */
  get nextSilence(): number {
    return this.silence.next;
  }

  /** What the correlator must know of a Thing. One that was not described has no place: it is near nothing but itself. */
  contextOf(id: string): ThingContext | null {
    const known = this.contexts.get(id);
    if (known !== undefined) return known;
    const thing = this.things.get(id);
    const first = thing?.entries.find((entry) => entry !== undefined);
    if (thing === undefined || first === undefined) return null;
    const { metadata, operator } = thing;
    const context: ThingContext = {
      thing: id,
      name: metadata?.name ?? id,
      operator: metadata?.operator ?? operator,
      domain: metadata?.domain ?? first.context.domain,
      longitude: metadata?.longitude ?? NaN,
      latitude: metadata?.latitude ?? NaN,
      road: metadata?.road ?? null,
      feeder: metadata?.feeder ?? null,
      fedThrough: this.above(metadata?.feeder?.parent ?? null),
      intervalMs: this.intervalOf(id),
    };
    this.contexts.set(id, context);
    return context;
  }

  private above(parent: string | null): string[] {
    const ids: string[] = [];
    for (let id = parent; id && ids.length < MAX_LEVELS; id = this.things.get(id)?.metadata?.feeder?.parent ?? null)
      ids.push(id);
    return ids;
  }

  private meet({ thing: id, operator }: Report): Thing {
    const thing: Thing = { metadata: null, operator, entries: [] };
    this.things.set(id, thing);
    return thing;
  }

  /** Adds Datastreams; then says anew which of them watches for silence: the first in the contract's order. */
  private extend(id: string, thing: Thing, properties: readonly number[]): void {
    const { metadata, entries } = thing;
    const known = [...entries.keys()].filter((index) => entries[index] !== undefined);
    const all = [...new Set([...known, ...properties])].sort((a, b) => a - b);
    all.forEach((index, place) => {
      const property = OBSERVED_PROPERTIES[index];
      const nominal = metadata?.nominal?.[property.id] ?? null;
      const before = entries[index];
      const context: DatastreamContext = {
        datastream: before?.context.datastream ?? ++this.datastreams,
        thing: id,
        property: property.id,
        domain: metadata?.domain ?? property.domain,
        interval: this.intervalOf(id),
        watchGap: place === 0,
        shift: this.shiftOf(id, property.id),
      };
      const entry: Entry = before ?? { context, state: createState(index, nominal) };
      entry.context = context;
      setNominal(entry.state, nominal);
      entries[index] = entry;
      if (metadata !== null) this.peers?.describe(entry, placeOf(metadata));
    });
  }
}

/** Mostly there is nothing on either side. */
const joined = (one: readonly AnomalyChange[], other: readonly AnomalyChange[]): readonly AnomalyChange[] =>
  other.length === 0 ? one : one.length === 0 ? other : [...one, ...other];

const placeOf = ({ thing, domain, longitude, latitude, road, feeder }: ThingMetadata): PeerPlace => ({
  thing,
  domain,
  longitude,
  latitude,
  road: road ?? null,
  feeder: feeder ?? null,
});
