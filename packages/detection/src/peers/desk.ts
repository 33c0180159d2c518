import type { Residual, ResidualMessage } from '@citywatch/contracts';
import type { AnomalyChange } from '../detector/context.js';
import type { Agreement, PeerBank, PeerOutcome } from './bank.js';
import { MINUTE } from './settings.js';

export interface DeskSettings {
  /** A minute is decided no sooner than so long after its first message, ms: partitions that start together are read in any order. */
  readonly settleMs: number;
  /** A source that says nothing for so long is not waited for, ms: its detector is gone. */
  readonly patienceMs: number;
  /** Most rows that wait at once: then the oldest minute is decided without who is late. Bounds the memory: 150 bytes a row. */
  readonly mostRows: number;
}

export const DEFAULT_DESK: DeskSettings = { settleMs: 5_000, patienceMs: 90_000, mostRows: 1_000_000 };

const NOTHING: PeerOutcome = { changes: [], agreements: [] };

interface Waiting {
  readonly rows: Map<number, Residual>;
  readonly since: number;
  /** Offset of its first message: where a restart must read on. */
  readonly offset: number;
}

interface Source {
  /** All before it has been told, ms; null: it is idle. */
  until: number | null;
  at: number;
}

/** What a restart needs beside the Datastreams' states. Times in ms, null where none was yet. */
export interface SavedDesk {
  readonly version: 1;
  /** Offset after the last message that was taken: those before it that wait for their minute are only gathered again. */
  readonly next: number;
  readonly decided: number | null;
  readonly gathering: number | null;
  readonly clock: number | null;
  readonly sources: readonly (readonly [source: string, until: number | null, at: number])[];
}

/**
 * Puts the messages of all detectors together into whole minutes, and has them judged. Its only clock is the log's own (the
 * messages' Kafka timestamps), so that the same log gives the same answers however often it is read. A minute is decided when
 * every source that is not idle has told all of it; rows that come later, and rows told twice, are left out.
 */
export class ResidualDesk {
  private readonly waiting = new Map<number, Waiting>();
  private readonly sources = new Map<string, Source>();
  private clock = -Infinity;
  private next = 0;
  private rows = 0;
  /** Minutes before it are decided, ms. */
  private decided = -Infinity;
  /** Rows that came too late, and rows that were told twice. */
  late = 0;
  doubles = 0;

  constructor(
    private readonly bank: PeerBank,
    private readonly settings: DeskSettings = DEFAULT_DESK,
  ) {}

  /** Takes the next message of the log. @param at its Kafka timestamp, ms; @param offset its place */
  take({ source, minute, until, rows }: ResidualMessage, at: number, offset: number): PeerOutcome {
    if (rows.length > 0) this.gather(minute, rows, at, offset);
    if (offset < this.next) return NOTHING;
    this.next = offset + 1;
    this.clock = Math.max(this.clock, at);
    const known = this.sources.get(source);
    this.sources.set(source, { until: later(known?.until, until), at: Math.max(known?.at ?? at, at) });
    const changes: AnomalyChange[] = [];
    const agreements: Agreement[] = [];
    for (let next = this.due(); next !== null; next = this.due()) {
      const outcome = this.decide(next);
      changes.push(...outcome.changes);
      agreements.push(...outcome.agreements);
    }
    return { changes, agreements };
  }

  /** Datastreams of rows that nobody has described. */
  unknown(rows: readonly Residual[]): number[] {
    return rows.flatMap(({ datastream }) => (this.bank.knows(datastream) ? [] : [datastream]));
  }

  /** The first offset that a restart must read again; null: none before the next message. */
  get oldest(): number | null {
    if (this.waiting.size === 0) return null;
    return Math.min(...[...this.waiting.values()].map(({ offset }) => offset));
  }

  /** Minutes that wait. */
  get size(): number {
    return this.waiting.size;
  }

  save(): SavedDesk {
    return {
      version: 1,
      next: this.next,
      decided: finite(this.decided),
      gathering: finite(this.bank.gathering),
      clock: finite(this.clock),
      sources: [...this.sources].map(([source, { until, at }]) => [source, until, at]),
    };
  }

  /** Goes on where it was saved; the bank's Datastreams must have their states of then. */
  restore({ next, decided, gathering, clock, sources }: SavedDesk): void {
    this.next = next;
    this.decided = decided ?? -Infinity;
    this.bank.gathering = gathering ?? NaN;
    this.clock = clock ?? -Infinity;
    for (const [source, until, at] of sources) this.sources.set(source, { until, at });
  }

  private gather(minute: number, rows: readonly Residual[], at: number, offset: number): void {
    if (minute < this.decided) {
      this.late += rows.length;
      return;
    }
    let waiting = this.waiting.get(minute);
    if (waiting === undefined) this.waiting.set(minute, (waiting = { rows: new Map(), since: at, offset }));
    for (const row of rows)
      if (waiting.rows.has(row.datastream)) this.doubles++;
      else {
        waiting.rows.set(row.datastream, row);
        this.rows++;
      }
  }

  /** The oldest minute, where it can be decided now. */
  private due(): number | null {
    if (this.waiting.size === 0) return null;
    const minute = Math.min(...this.waiting.keys());
    if (this.rows > this.settings.mostRows) return minute;
    const since = this.waiting.get(minute)?.since ?? this.clock;
    if (this.clock - since < this.settings.settleMs) return null;
    for (const { until, at } of this.sources.values())
      if (until !== null && until < minute + MINUTE && this.clock - at <= this.settings.patienceMs) return null;
    return minute;
  }

  private decide(minute: number): PeerOutcome {
    const rows = [...(this.waiting.get(minute)?.rows.values() ?? [])];
    this.waiting.delete(minute);
    this.rows -= rows.length;
    this.decided = minute + MINUTE;
    return this.bank.take(minute, rows);
  }
}

/** A detector that starts again tells from before what it told already; only idleness takes a bound back. */
const later = (known: number | null | undefined, until: number | null): number | null =>
  until === null || known === null || known === undefined ? until : Math.max(known, until);

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
