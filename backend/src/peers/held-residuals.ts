import { parseResiduals, type ResidualMessage } from '@citywatch/contracts';
import {
  DEFAULT_DESK,
  DEFAULT_PEERS,
  PeerBank,
  ResidualDesk,
  type Agreement,
  type AnomalyChange,
  type SavedDesk,
} from '@citywatch/detection';
import type { StreamMessage } from '@citywatch/stream';
import type { Adoption, DetectionChanges } from '../detection/detection-changes.js';
import { FollowedChanges } from '../detection/followed-changes.js';
import type { PeerRow, StoredPeer } from './peers.repository.js';

/** What a batch brought. */
export interface Found {
  readonly changes: readonly AnomalyChange[];
  readonly agreements: readonly Agreement[];
}

/** A message of residuals where it stands in the log. */
export interface Logged {
  readonly message: ResidualMessage;
  readonly offset: number;
  /** Kafka's, ms. */
  readonly timestamp: number;
}

/** A batch's messages in their order; what is no message of residuals is left out. */
export const readResiduals = (messages: readonly StreamMessage[]): Logged[] =>
  messages.flatMap(({ value, offset, timestamp }) => {
    const parsed = parseResiduals(value);
    return parsed.ok ? [{ message: parsed.message, offset, timestamp }] : [];
  });

/** A partition of residuals that this process judges, in memory; no I/O. */
export class HeldResiduals {
  readonly bank: PeerBank;
  readonly desk: ResidualDesk;
  private readonly followed: FollowedChanges;
  /** Datastreams that have no place, so that nobody asks for them again until the catalogue changes. */
  private readonly placeless = new Set<number>();
  private readonly places = new Map<number, PeerRow>();

  /** @param next offset from which it goes on: the last adoption up to it is in force */
  constructor(
    changes: DetectionChanges,
    adoptions: readonly Adoption[],
    private readonly saved: Map<number, StoredPeer>,
    desk: SavedDesk | null,
    next: number,
  ) {
    this.followed = new FollowedChanges(changes, adoptions, next);
    this.bank = new PeerBank(this.followed.settings, DEFAULT_PEERS);
    this.desk = new ResidualDesk(this.bank, DEFAULT_DESK);
    if (desk !== null) this.desk.restore(desk);
  }

  /** The last adoption, in force or to come. */
  get adopted(): Adoption {
    return this.followed.adopted;
  }

  /** Judges by these settings and verdicts from their offset on. */
  adopt(adoption: Adoption): void {
    this.followed.adopt(adoption);
  }

  /** Datastreams with saved states, before any message: their states must not be lost. */
  get stored(): number[] {
    return [...this.saved.keys()];
  }

  /** Datastreams that messages name and nobody has described. */
  unknown(batch: readonly Logged[]): number[] {
    const ids = new Set<number>();
    for (const { message } of batch)
      for (const id of this.desk.unknown(message.rows)) if (!this.placeless.has(id)) ids.add(id);
    return [...ids];
  }

  /** Takes what the catalogue says of Datastreams that were asked for. */
  describe(asked: readonly number[], rows: readonly PeerRow[]): void {
    for (const row of rows) {
      const { datastream } = row.context;
      this.places.set(datastream, row);
      this.bank.describe(row.context, row.place, this.saved.get(datastream) ?? null);
      this.bank.follow(datastream, this.followed.thresholdOf(datastream));
      this.saved.delete(datastream);
    }
    for (const id of asked) if (!this.places.has(id)) this.placeless.add(id);
  }

  /** Datastreams that the catalogue should be asked for again when it has changed. */
  get named(): number[] {
    const named = [...this.places.keys(), ...this.placeless];
    this.placeless.clear();
    return named;
  }

  /** Judges messages in their order. */
  take(batch: readonly Logged[]): Found {
    const changes: AnomalyChange[] = [];
    const agreements: Agreement[] = [];
    for (const { message, offset, timestamp } of batch) {
      this.follow(offset);
      const outcome = this.desk.take(message, timestamp, offset);
      changes.push(...outcome.changes);
      agreements.push(...outcome.agreements);
    }
    return { changes, agreements };
  }

  private follow(offset: number): void {
    if (!this.followed.reach(offset)) return;
    this.bank.tune(this.followed.settings);
    for (const datastream of this.places.keys()) this.bank.follow(datastream, this.followed.thresholdOf(datastream));
  }
}
