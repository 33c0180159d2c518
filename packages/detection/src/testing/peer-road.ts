import { RESIDUAL_OPEN, type Residual } from '@citywatch/contracts';
import type { AnomalyChange, DetectionSettings } from '../detector/context.js';
import { PeerBank, type Agreement, type PeerOutcome } from '../peers/bank.js';
import { PEER_STATE_VERSION } from '../peers/peer-state.js';
import { DEFAULT_PEERS, MINUTE, type PeerSettings } from '../peers/settings.js';
import { onRoad, onFeeder, thingAt } from './anomalies.js';
import { contextOf, gauss, MONDAY, seeded, SETTINGS } from './synthetic.js';

export type Special = (row: Residual, minute: number) => Residual | null;

/** Residuals of Datastreams that stand near each other: each its own noise, and what all of them share. */
export class PeerRoad {
  bank: PeerBank;
  readonly changes: AnomalyChange[] = [];
  readonly agreements: Agreement[] = [];
  private readonly random = seeded(7);
  private common = 0;
  minute = MONDAY;

  constructor(
    readonly count = 6,
    private readonly kind: 'road' | 'feeder' | 'air' = 'road',
    private readonly detection: DetectionSettings = SETTINGS,
    private readonly settings: PeerSettings = DEFAULT_PEERS,
  ) {
    this.bank = this.build(new Map());
  }

  /** Ends the bank, and goes on with another one from what it saved. */
  restart(): this {
    const saved = new Map(this.bank.takeDirty().map(({ datastream, bytes }) => [datastream, bytes]));
    const { gathering } = this.bank;
    this.bank = this.build(saved);
    this.bank.gathering = gathering;
    return this;
  }

  private build(saved: ReadonlyMap<number, Uint8Array>): PeerBank {
    const { kind, count } = this;
    const bank = new PeerBank(this.detection, this.settings);
    const property = { road: 'speed', feeder: 'voltage', air: 'no2' }[kind];
    for (let i = 0; i < count; i++) {
      const thing = `t${i}`;
      const place = {
        road: () => onRoad(thing, 400 * i),
        feeder: () => onFeeder(thing, 'F7', []),
        air: () => thingAt(thing, 'air-quality', 600 * i),
      }[kind]();
      const bytes = saved.get(i + 1);
      const state = bytes === undefined ? null : { version: PEER_STATE_VERSION, bytes };
      bank.describe({ ...contextOf(property, 10_000, thing), datastream: i + 1, domain: place.domain }, place, state);
    }
    return bank;
  }

  /** One minute's rows, in the order of their numbers. */
  rows(special: Special = (row) => row): Residual[] {
    // Half an hour's memory: weather that all of them feel.
    this.common = 0.97 * this.common + 0.24 * gauss(this.random);
    const rows: Residual[] = [];
    for (let i = 0; i < this.count; i++) {
      const z = 0.8 * this.common + 0.3 * gauss(this.random);
      const row = { datastream: i + 1, z, scale: 4, expected: 60, open: RESIDUAL_OPEN.none, since: 0 };
      const told = special(row, this.minute);
      if (told !== null) rows.push(told);
    }
    return rows;
  }

  /** Lets so many minutes pass. */
  run(minutes: number, special?: Special, order: (rows: Residual[]) => Residual[] = (rows) => rows): this {
    for (let i = 0; i < minutes; i++) {
      this.take(this.bank.take(this.minute, order(this.rows(special))));
      this.minute += MINUTE;
    }
    return this;
  }

  private take({ changes, agreements }: PeerOutcome): void {
    this.changes.push(...changes);
    this.agreements.push(...agreements);
  }

  get story(): string[] {
    return this.changes.map(({ kind, anomaly }) => `${kind} ${anomaly.thing} ${anomaly.reason.code}`);
  }
}

/** A drift of one of them, in spreads, that grows by so much a minute from a time on. */
export const drifting =
  (datastream: number, from: number, perMinute: number): Special =>
  (row, minute) =>
    row.datastream === datastream && minute >= from
      ? { ...row, z: row.z + ((minute - from) / MINUTE) * perMinute }
      : row;
