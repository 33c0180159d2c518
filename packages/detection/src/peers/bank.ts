import { propertyIndex, RESIDUAL_OPEN, type AnomalyWhy, type DetectorKind, type Residual } from '@citywatch/contracts';
import type { AnomalyChange, DatastreamContext, DetectionSettings } from '../detector/context.js';
import { anomalyId } from '../detector/slots.js';
import { shiftedContext, type Threshold } from '../feedback/thresholds.js';
import { byDatastream, introduce, type PeerEntry } from './entry.js';
import type { PeerPlace } from './groups.js';
import { stepAnomaly } from './anomaly.js';
import { comparable } from './comparable.js';
import { judgePeers, learnPeers } from './judge.js';
import { Board } from './board.js';
import { Voices, windWeight } from './median.js';
import { createPeerState, loadPeerState, P, savePeerState } from './peer-state.js';
import { MINUTE, WIND_DIRECTION, type PeerSettings } from './settings.js';

/** Detectors whose anomalies are measured: neighbours may have measured the same. */
const MEASURED: ReadonlyMap<number, DetectorKind> = new Map([
  [RESIDUAL_OPEN.seasonal, 'seasonal'],
  [RESIDUAL_OPEN.rate, 'rate'],
  [RESIDUAL_OPEN.forecast, 'forecast'],
]);

/** A measured anomaly whose neighbours were asked, by its id. */
export interface Agreement {
  readonly id: string;
  readonly datastream: number;
  readonly neighbours: NonNullable<AnomalyWhy['neighbours']>;
}

export interface PeerOutcome {
  readonly changes: readonly AnomalyChange[];
  readonly agreements: readonly Agreement[];
}

/**
 * Compares Datastreams with their neighbours: minutes of residuals in, doubts about single sensors out, and how many neighbours
 * agree with a measured anomaly. Peers add evidence and never veto: where all move together nobody doubts anybody.
 * Minutes come in order, each whole and once; the order within one makes no difference.
 */
export class PeerBank {
  private readonly entries = new Map<number, PeerEntry>();
  private readonly winds: PeerEntry[] = [];
  private readonly open = new Set<PeerEntry>();
  private readonly voices = new Voices();
  /** All entries by Datastream. */
  private ordered: readonly PeerEntry[] = [];
  private board = new Board(0);
  private grouped = true;
  /** End of the step that is being gathered, ms; NaN before the first minute. */
  private stepEnd = NaN;

  constructor(
    private detection: DetectionSettings,
    private readonly settings: PeerSettings,
  ) {}

  /** Judges by other settings from now on. */
  tune(detection: DetectionSettings): void {
    this.detection = detection;
  }

  /** Judges a Datastream by what verdicts left of its threshold from now on; one that nobody described has none. */
  follow(datastream: number, threshold: Threshold | null): void {
    const entry = this.entries.get(datastream);
    if (entry !== undefined) entry.threshold = threshold;
  }

  get size(): number {
    return this.entries.size;
  }

  knows(datastream: number): boolean {
    return this.entries.has(datastream);
  }

  /** Takes up a Datastream with its saved state, or, where it is known already, what is now said of it. */
  describe(
    context: DatastreamContext,
    place: PeerPlace,
    saved: { version: string; bytes: Uint8Array } | null = null,
  ): void {
    this.grouped = false;
    const known = this.entries.get(context.datastream);
    if (known !== undefined) {
      known.context = context;
      known.place = place;
      return;
    }
    const state = (saved && loadPeerState(saved.version, saved.bytes)) ?? createPeerState();
    const property = propertyIndex(context.property);
    const alone = { threshold: null, neighbours: [], row: 0, rows: [], whole: { openTime: -Infinity }, dirty: false };
    const entry: PeerEntry = { context, place, property, state, ...alone };
    this.entries.set(context.datastream, entry);
    if (property === WIND_DIRECTION) this.winds.push(entry);
    if (!Number.isNaN(state.n[P.start])) this.open.add(entry);
  }

  /** Where a restart goes on: the end of the step that was being gathered, ms. */
  get gathering(): number {
    return this.stepEnd;
  }
  set gathering(stepEnd: number) {
    this.stepEnd = stepEnd;
  }

  /** Takes one whole minute (its start, ms). Rows of Datastreams that nobody described are left out. */
  take(minute: number, rows: readonly Residual[]): PeerOutcome {
    if (!this.grouped) this.group();
    const changes: AnomalyChange[] = [];
    const stepEnd = Math.floor(minute / this.settings.stepMs) * this.settings.stepMs + this.settings.stepMs;
    if (stepEnd > this.stepEnd) this.judge(changes);
    this.stepEnd = stepEnd;
    const alarmed: PeerEntry[] = [];
    for (const row of rows) {
      const entry = this.entries.get(row.datastream);
      if (entry === undefined) continue;
      this.note(entry, minute, row);
      if (MEASURED.has(row.open)) alarmed.push(entry);
    }
    const agreements = alarmed.sort(byDatastream).flatMap((entry) => this.ask(entry, minute) ?? []);
    if (minute + MINUTE >= stepEnd) this.judge(changes);
    return { changes, agreements };
  }

  /** Copies states that differ from what is saved, and takes them for saved. */
  takeDirty(): { readonly datastream: number; readonly bytes: Uint8Array }[] {
    const saved: { datastream: number; bytes: Uint8Array }[] = [];
    for (const entry of this.entries.values()) {
      if (!entry.dirty) continue;
      entry.dirty = false;
      saved.push({ datastream: entry.context.datastream, bytes: savePeerState(entry.state) });
    }
    return saved;
  }

  /** They could not be saved. */
  putBack(states: readonly { readonly datastream: number }[]): void {
    for (const { datastream } of states) {
      const entry = this.entries.get(datastream);
      if (entry !== undefined) entry.dirty = true;
    }
  }

  private note(entry: PeerEntry, minute: number, { z, scale, expected, open, since }: Residual): void {
    const { n } = entry.state;
    entry.dirty = true;
    n[P.minute] = minute;
    n[P.expected] = expected;
    if (entry.property === WIND_DIRECTION) return;
    const deviation = comparable(entry.property, z, scale, expected);
    n[P.z] = deviation;
    n[P.scale] = scale;
    n[P.open] = open;
    if (open !== RESIDUAL_OPEN.none) n[P.openTime] = entry.whole.openTime = minute;
    n[P.since] = since;
    n[P.count]++;
    n[P.sum] += deviation;
  }

  /** Asks the neighbours of a measured anomaly while it is young; answers where more agree than before. */
  private ask(entry: PeerEntry, minute: number): Agreement | null {
    const { n } = entry.state;
    const since = n[P.since];
    if (minute - since > this.settings.askedMs) return null;
    let [agreeing, asked] = [0, 0];
    for (const { entry: other } of entry.neighbours) {
      if (asked === this.settings.mostNeighbours) break;
      const theirs = other.state.n;
      const alive = theirs[P.minute] >= minute - 2 * Math.max(MINUTE, other.context.interval);
      if (!alive || theirs[P.open] === RESIDUAL_OPEN.doubt) continue;
      asked++;
      if (Math.sign(theirs[P.z]) === Math.sign(n[P.z]) && Math.abs(theirs[P.z]) >= this.settings.agreeing) agreeing++;
    }
    const first = n[P.askedSince] !== since;
    if (asked === 0 || (!first && agreeing <= n[P.askedAgreed])) return null;
    n[P.askedSince] = since;
    n[P.askedAgreed] = agreeing;
    const detector = MEASURED.get(n[P.open]) ?? 'seasonal';
    return {
      id: anomalyId(entry.context, detector, since),
      datastream: entry.context.datastream,
      neighbours: { agreeing, asked },
    };
  }

  /** Ends the step that was gathered: first everybody's mean, then everybody against the neighbours' means. */
  private judge(changes: AnomalyChange[]): void {
    const at = this.stepEnd;
    const touched = this.ordered.filter(({ state }) => state.n[P.count] > 0);
    for (const entry of touched) {
      const { n } = entry.state;
      n[P.stepTime] = at;
      n[P.stepZ] = n[P.sum] / n[P.count];
      n[P.sum] = 0;
      n[P.count] = 0;
      // Whether anything of its Thing alarms, or did until lately.
      n[P.stepOpen] = entry.whole.openTime >= at - this.settings.settleMs ? 1 : 0;
      this.post(entry);
    }
    const wind = this.windAt(at);
    for (const entry of touched) this.judgeOne(entry, at, wind, changes);
    for (const entry of [...this.open].sort(byDatastream)) {
      const since = Math.max(entry.state.n[P.judgedTime], entry.state.n[P.start]);
      if (at - since > this.settings.forgetMs) this.step(entry, at, null, changes);
    }
  }

  private judgeOne(entry: PeerEntry, at: number, wind: number | null, changes: AnomalyChange[]): void {
    const verdict = judgePeers(entry.state, entry.property, this.hear(entry, at, wind), this.settings);
    if (verdict === null) return;
    const suspicious = this.step(entry, at, verdict, changes);
    if (!suspicious && entry.state.n[P.stepOpen] === 0) learnPeers(entry.state, verdict);
  }

  /** True while an anomaly is open or may be beginning. */
  private step(
    entry: PeerEntry,
    at: number,
    verdict: ReturnType<typeof judgePeers>,
    changes: AnomalyChange[],
  ): boolean {
    entry.dirty = true;
    entry.context = shiftedContext(entry.context, entry.threshold, at);
    const suspicious = stepAnomaly(entry, at, verdict, this.detection, this.settings, changes);
    if (Number.isNaN(entry.state.n[P.start])) this.open.delete(entry);
    else this.open.add(entry);
    this.post(entry);
    return suspicious;
  }

  /** Neighbours that spoke lately and of which nothing is doubted or alarming: those say what is usual now. */
  private hear(entry: PeerEntry, at: number, wind: number | null): Voices {
    const { board } = this;
    const voices = this.voices.clear();
    const byWind = entry.context.domain === 'air-quality';
    for (let i = 0; i < entry.rows.length && voices.size < this.settings.mostNeighbours; i++) {
      const row = entry.rows[i];
      if (!board.speaks(row, at)) continue;
      const { metres, bearing } = entry.neighbours[i];
      voices.add(board.deviation(row), byWind ? windWeight(metres, bearing, wind) : 1);
    }
    return voices;
  }

  /** Tells the others how it stands. */
  private post({ row, state: { n }, context }: PeerEntry): void {
    const isDoubtful = n[P.stepOpen] === 1 || !Number.isNaN(n[P.start]);
    this.board.post(
      row,
      isDoubtful ? NaN : n[P.stepTime],
      n[P.stepZ],
      2 * Math.max(this.settings.stepMs, context.interval),
    );
  }

  /** Where the city's wind comes from, degrees: the mean of what its stations say; null where none does. */
  private windAt(at: number): number | null {
    let [east, north] = [0, 0];
    for (const { state, context } of this.winds.sort(byDatastream)) {
      if (!(state.n[P.minute] >= at - 2 * Math.max(this.settings.stepMs, context.interval))) continue;
      const degrees = state.n[P.expected];
      east += Math.sin((degrees * Math.PI) / 180);
      north += Math.cos((degrees * Math.PI) / 180);
    }
    return Math.hypot(east, north) < 0.1 ? null : (Math.atan2(east, north) * 180) / Math.PI;
  }

  private group(): void {
    this.grouped = true;
    this.ordered = introduce(this.entries.values(), this.settings);
    this.board = new Board(this.ordered.length);
    for (const entry of this.ordered) this.post(entry);
  }
}
