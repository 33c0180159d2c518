import type { Residual } from '@citywatch/contracts';
import type { AnomalyChange, DatastreamContext, DetectionSettings } from '../detector/context.js';
import { isAccepted } from '../detector/deviation.js';
import type { DatastreamState } from '../detector/state.js';
import { PeerBank, type Agreement } from '../peers/bank.js';
import type { PeerPlace } from '../peers/groups.js';
import { MinuteLane } from '../peers/lane.js';
import { lastOnly, residualOf } from '../peers/residual-of.js';
import type { PeerSettings } from '../peers/settings.js';

const NONE: readonly AnomalyChange[] = [];

interface Watched {
  readonly context: DatastreamContext;
  readonly state: DatastreamState;
}

/** The peers of a backtest: what lanes, topic and peers process are live, in memory. */
export class PeerWatch {
  private readonly lane = new MinuteLane();
  private readonly bank: PeerBank;
  /** By Datastream: a backtest counts them from 1. */
  private readonly watched: (Watched | undefined)[] = [];
  private agreements: Agreement[] = [];

  constructor(
    private readonly detection: DetectionSettings,
    settings: PeerSettings,
  ) {
    this.bank = new PeerBank(detection, settings);
  }

  /** Takes up a Datastream of a Thing that was described. */
  describe(entry: Watched, place: PeerPlace): void {
    this.watched[entry.context.datastream] = entry;
    this.bank.describe(entry.context, place);
  }

  /** Takes a reading that the detectors have judged. */
  note({ state, context }: Watched, time: number, result: number, quality: number): void {
    if (quality !== 0 || !isAccepted(state, time, result) || this.watched[context.datastream] === undefined) return;
    this.lane.add(context.datastream, context.thing, time, result, lastOnly(context.property));
  }

  /** What the minutes that are closed by now say. */
  advance(): readonly AnomalyChange[] {
    const closed = this.lane.takeClosed();
    if (closed.length === 0) return NONE;
    const changes: AnomalyChange[] = [];
    for (const { minute, means } of closed) {
      const rows: Residual[] = [];
      for (const [datastream, { sum, count }] of means) {
        const entry = this.watched[datastream];
        const row = entry && residualOf(entry.state, entry.context, minute, sum / count, this.detection);
        if (row) rows.push(row);
      }
      const outcome = this.bank.take(minute, rows);
      changes.push(...outcome.changes);
      this.agreements.push(...outcome.agreements);
    }
    return changes;
  }

  /** Neighbours that were asked since the last call. */
  takeAgreements(): readonly Agreement[] {
    const { agreements } = this;
    if (agreements.length > 0) this.agreements = [];
    return agreements;
  }
}
