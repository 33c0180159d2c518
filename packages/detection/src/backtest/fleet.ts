import { OBSERVED_PROPERTIES, type Report, type ThingMetadata } from '@citywatch/contracts';
import type { ThingContext } from '../correlation/settings.js';
import type { AnomalyChange, DatastreamContext, DetectionSettings } from '../detector/context.js';
import { createState, setNominal, type DatastreamState } from '../detector/state.js';
import { step, tick } from '../detector/step.js';
import { SilenceQueue } from './silence-queue.js';

/** As the catalogue has it for Things that nobody described. */
const UNKNOWN_INTERVAL_MS = 60_000;
const MAX_LEVELS = 16;

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
  readonly entries: Map<number, Entry>;
}

/** All Things of a backtest with their Datastreams: what catalogue and detectors are live, in memory. */
export class Fleet {
  private readonly things = new Map<string, Thing>();
  private readonly contexts = new Map<string, ThingContext>();
  private readonly silence: SilenceQueue<Entry>;
  private datastreams = 0;
  /** Observations that were judged. */
  observations = 0;

  /** @param shiftOf what people's verdicts add to thresholds */
  constructor(
    private readonly settings: DetectionSettings,
    private readonly shiftOf: ShiftOf = () => 0,
  ) {
    this.silence = new SilenceQueue(
      (entry) => entry.state,
      (entry) => entry.context,
      settings,
    );
  }

  /** Takes a Thing's metadata, the first or newer. */
  describe(metadata: ThingMetadata): void {
    const known = this.things.get(metadata.thing);
    const thing: Thing = known ?? { metadata, operator: metadata.operator, entries: new Map<number, Entry>() };
    thing.metadata = metadata;
    this.things.set(metadata.thing, thing);
    this.contexts.clear();
    this.extend(
      metadata.thing,
      thing,
      metadata.properties.map((id) => OBSERVED_PROPERTIES.findIndex((property) => property.id === id)),
    );
  }

  /** Usual ms between two reports of a Thing. */
  intervalOf(id: string): number {
    return (this.things.get(id)?.metadata?.interval ?? UNKNOWN_INTERVAL_MS / 1_000) * 1_000;
  }

  /** Judges one report, as it would be live at its own time. */
  judge(report: Report): AnomalyChange[] {
    const thing = this.things.get(report.thing) ?? this.meet(report);
    if (report.properties.some((index) => !thing.entries.has(index)))
      this.extend(report.thing, thing, report.properties);
    const changes: AnomalyChange[] = [];
    report.properties.forEach((index, i) => {
      const entry = thing.entries.get(index);
      if (entry === undefined) return;
      const [result, quality] = [report.results[i], report.qualities[i]];
      const sample = { time: report.phenomenonTime, result, quality, live: true };
      changes.push(...step(entry.state, entry.context, this.settings, sample));
      if (entry.context.watchGap) this.silence.watch(entry);
      this.observations++;
    });
    return changes;
  }

  /** What fell silent by `now`, ms. */
  tick(now: number): AnomalyChange[] {
    const changes: AnomalyChange[] = [];
    for (const { state, context } of this.silence.due(now)) changes.push(...tick(state, context, this.settings, now));
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
    const [first] = thing?.entries.values() ?? [];
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
    const thing: Thing = { metadata: null, operator, entries: new Map() };
    this.things.set(id, thing);
    return thing;
  }

  /** Adds Datastreams; then says anew which of them watches for silence: the first in the contract's order. */
  private extend(id: string, thing: Thing, properties: readonly number[]): void {
    const { metadata, entries } = thing;
    const all = [...new Set([...entries.keys(), ...properties])].sort((a, b) => a - b);
    all.forEach((index, place) => {
      const property = OBSERVED_PROPERTIES[index];
      const nominal = metadata?.nominal?.[property.id] ?? null;
      const known = entries.get(index);
      const context: DatastreamContext = {
        datastream: known?.context.datastream ?? ++this.datastreams,
        thing: id,
        property: property.id,
        domain: metadata?.domain ?? property.domain,
        interval: this.intervalOf(id),
        watchGap: place === 0,
        shift: this.shiftOf(id, property.id),
      };
      if (known === undefined) entries.set(index, { context, state: createState(index, nominal) });
      else {
        known.context = context;
        setNominal(known.state, nominal);
      }
    });
  }
}
