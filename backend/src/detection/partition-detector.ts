import { OBSERVED_PROPERTIES, type Anomaly, type Residual } from '@citywatch/contracts';
import {
  createState,
  doubtClock,
  isAccepted,
  lastOnly,
  loadState,
  MinuteLane,
  residualOf,
  saveParts,
  setNominal,
  shiftedContext,
  step,
  stepThing,
  tick,
  type AnomalyChange,
  type DatastreamContext,
  type DatastreamState,
  type DetectionSettings,
  type MinuteMeans,
  type Threshold,
} from '@citywatch/detection';
import type { Adoption, DetectionChanges } from './detection-changes.js';
import { FollowedChanges } from './followed-changes.js';
import { foundFlags, type FoundFlag } from './found-flags.js';
import type { PlannedReport } from './plan-reports.js';
import { endTold } from './told-silences.js';

/** A Datastream as the catalogue knows it. */
export interface DatastreamRow {
  readonly datastream: number;
  readonly thing: string;
  readonly property: string;
  readonly domain: DatastreamContext['domain'];
  readonly intervalMs: number;
  readonly nominal: number | null;
  /** Only the first of a Thing's Datastreams watches for silence. */
  readonly first: boolean;
  /** Saved state, or null. */
  readonly version: string | null;
  readonly state: Uint8Array | null;
  readonly slow?: Uint8Array | null;
  /** Flags that are said to have been found of its newest observation. */
  readonly flagged?: number;
  /** Silences that were told of it and not ended; absent: none. */
  readonly silences?: readonly Anomaly[];
}

/** A state as it is stored. */
export interface SavedState {
  readonly datastream: number;
  readonly bytes: Uint8Array;
}

/** A detector's, in two parts. */
export interface SavedDetector extends SavedState {
  /** What changes by steps of five minutes; null where it is as it was saved last. */
  readonly slow: Uint8Array | null;
}

/** What one minute tells the peers. */
export interface ResidualMinute {
  /** Start, ms. */
  readonly minute: number;
  readonly rows: readonly Residual[];
}

interface Entry {
  context: DatastreamContext;
  readonly state: DatastreamState;
  /** What people's verdicts left; null: nothing. */
  threshold: Threshold | null;
  /** Differs from what is saved. */
  dirty: boolean;
  /** Flags found of its newest observation, as everybody was told. */
  flagged: number;
  /** Silences that were told before its state was taken up, and still last. */
  told: readonly Anomaly[];
}

const keyOf = (thing: string, property: string): string => `${thing}\n${property}`;

/** All detectors of one partition, in memory; no I/O. */
export class PartitionDetector {
  private readonly entries = new Map<string, Entry>();
  private readonly byDatastream = new Map<number, Entry>();
  private told: ResidualMinute[] = [];
  private flags: FoundFlag[] = [];
  /** Observations that were judged. */
  observations = 0;

  private readonly followed: FollowedChanges;
  private settings: DetectionSettings;

  /**
   * @param adoptions the partition's, in order of their offsets
   * @param next offset from which it goes on: the last adoption up to it is in force
   * @param lane its minutes that are not whole yet; null: nobody is told of residuals
   */
  constructor(
    changes: DetectionChanges,
    adoptions: readonly Adoption[] = [],
    next = 0,
    readonly lane: MinuteLane | null = null,
  ) {
    this.followed = new FollowedChanges(changes, adoptions, next);
    this.settings = this.followed.settings;
  }

  /** The last adoption, in force or to come. */
  get adopted(): Adoption {
    return this.followed.adopted;
  }

  /** Judges by these settings and verdicts from their offset on, which must not be before what is judged already. */
  adopt(adoption: Adoption): void {
    this.followed.adopt(adoption);
  }

  get size(): number {
    return this.entries.size;
  }

  /** Things that have results no Datastream is known for. */
  unknown(reports: readonly PlannedReport[]): PlannedReport[] {
    return reports.filter(
      ({ report, wrongClock }) =>
        !wrongClock &&
        report.properties.some((index) => !this.entries.has(keyOf(report.thing, OBSERVED_PROPERTIES[index].id))),
    );
  }

  /** Takes up Datastreams with their saved states, or, where they are known already, what the catalogue now says of them. */
  add(rows: readonly DatastreamRow[]): void {
    for (const row of rows) {
      const property = OBSERVED_PROPERTIES.findIndex(({ id }) => id === row.property);
      if (property < 0) continue;
      const { datastream, thing, domain, intervalMs: interval, first: watchGap } = row;
      const context = { datastream, thing, property: row.property, domain, interval, watchGap };
      const known = this.entries.get(keyOf(thing, row.property));
      if (known !== undefined) {
        known.context = context;
        setNominal(known.state, row.nominal);
        continue;
      }
      const saved = row.state === null ? null : loadState(row.version ?? '', row.state, row.slow ?? null);
      const state = saved ?? createState(property, row.nominal);
      setNominal(state, row.nominal);
      const threshold = this.followed.thresholdOf(datastream);
      const told = row.silences ?? [];
      const entry: Entry = { context, state, threshold, dirty: false, flagged: row.flagged ?? 0, told };
      this.entries.set(keyOf(thing, row.property), entry);
      this.byDatastream.set(datastream, entry);
    }
  }

  /** Judges reports in their order; results without a Datastream are left out. */
  judge(reports: readonly PlannedReport[]): AnomalyChange[] {
    const changes: AnomalyChange[] = [];
    for (const planned of reports) {
      this.follow(planned.offset);
      changes.push(...(planned.wrongClock ? this.doubt(planned) : this.judgeOne(planned)));
      if (this.lane !== null) this.tell(this.lane.takeClosed());
    }
    return changes;
  }

  private judgeOne({ report, reference, live, backfill }: PlannedReport): AnomalyChange[] {
    const { phenomenonTime: time } = report;
    const changes: AnomalyChange[] = [];
    const lanes: Entry[] = [];
    for (let i = 0; i < report.properties.length; i++) {
      const entry = this.entries.get(keyOf(report.thing, OBSERVED_PROPERTIES[report.properties[i]].id));
      if (entry === undefined) continue;
      entry.context = shiftedContext(entry.context, entry.threshold, time);
      const sample = { time, result: report.results[i], quality: report.qualities[i], live, backfill };
      changes.push(...step(entry.state, entry.context, this.settings, sample));
      entry.dirty = true;
      lanes.push(entry);
      this.observations++;
      if (!backfill && sample.quality === 0) this.measure(entry, time, sample.result);
    }
    if (!backfill) changes.push(...stepThing(lanes, this.settings, { time, reference }));
    for (const entry of lanes) {
      if (entry.told.length > 0 && !backfill) entry.told = endTold(entry.told, time, changes);
      this.noteFlags(entry, time, changes);
    }
    return changes;
  }

  /** A report that is not stored, as its time cannot be: it still tells of the sender's clock. */
  private doubt({ report, reference }: PlannedReport): AnomalyChange[] {
    const changes: AnomalyChange[] = [];
    for (const index of report.properties) {
      const entry = this.entries.get(keyOf(report.thing, OBSERVED_PROPERTIES[index].id));
      if (!entry?.context.watchGap) continue;
      doubtClock(entry, this.settings, { time: report.phenomenonTime, reference }, changes);
      entry.dirty = true;
    }
    return changes;
  }

  /** Flags that were found since the last call, in order. */
  takeFlags(): FoundFlag[] {
    return this.flags.splice(0);
  }

  /** Minutes that became whole since the last call, in order. */
  takeResiduals(): ResidualMinute[] {
    return this.told.splice(0);
  }

  /** They could not be told. */
  putBackResiduals(minutes: readonly ResidualMinute[]): void {
    this.told.unshift(...minutes);
  }

  /** Whether minutes wait to be told: then their readings are in no lane any more. */
  get hasResiduals(): boolean {
    return this.told.length > 0;
  }

  /** Closes all minutes: nothing has come for so long that nothing more is waited for. */
  flushResiduals(): void {
    if (this.lane !== null) this.tell(this.lane.flush());
  }

  private noteFlags(entry: Entry, time: number, changes: readonly AnomalyChange[]): void {
    const flags = foundFlags(entry.context.datastream, entry.state, entry.flagged, time, changes);
    this.flags.push(...flags);
    entry.flagged = flags.at(-1)?.quality ?? entry.flagged;
  }

  private measure({ state, context }: Entry, time: number, result: number): void {
    if (this.lane === null || !isAccepted(state, time, result)) return;
    this.lane.add(context.datastream, context.thing, time, result, lastOnly(context.property));
  }

  private tell(closed: readonly MinuteMeans[]): void {
    for (const { minute, means } of closed) {
      const rows: Residual[] = [];
      for (const [datastream, { sum, count }] of means) {
        const entry = this.byDatastream.get(datastream);
        const row = entry && residualOf(entry.state, entry.context, minute, sum / count, this.settings);
        if (row) rows.push(row);
      }
      this.told.push({ minute, rows });
    }
  }

  /** Finds what fell silent by `now`, ms, where everything before the offset `next` is judged. */
  tick(now: number, next: number): AnomalyChange[] {
    this.follow(next);
    const changes: AnomalyChange[] = [];
    for (const entry of this.entries.values()) {
      const found = tick(entry.state, entry.context, this.settings, now);
      if (found.length === 0) continue;
      entry.dirty = true;
      changes.push(...found);
    }
    return changes;
  }

  /** Puts into force what counts from this offset on. */
  private follow(offset: number): void {
    if (!this.followed.reach(offset)) return;
    this.settings = this.followed.settings;
    for (const entry of this.entries.values()) entry.threshold = this.followed.thresholdOf(entry.context.datastream);
  }

  /** Things of this partition. */
  get things(): string[] {
    return [...new Set([...this.entries.values()].map(({ context }) => context.thing))];
  }

  /** Copies what differs from its saved state, and takes it for saved. */
  takeDirty(): SavedDetector[] {
    const saved: SavedDetector[] = [];
    for (const entry of this.entries.values()) {
      if (!entry.dirty) continue;
      entry.dirty = false;
      const { fast: bytes, slow } = saveParts(entry.state);
      saved.push({ datastream: entry.context.datastream, bytes, slow });
    }
    return saved;
  }

  /** It could not be saved. */
  putBack(states: readonly SavedDetector[]): void {
    for (const { datastream, slow } of states) {
      const entry = this.byDatastream.get(datastream);
      if (entry === undefined) continue;
      entry.dirty = true;
      if (slow !== null) entry.state.slowChanged = true;
    }
  }
}
