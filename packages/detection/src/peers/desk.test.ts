import { describe, expect, test } from '@jest/globals';
import type { Residual, ResidualMessage } from '@citywatch/contracts';
import type { AnomalyChange } from '../detector/context.js';
import { drifting, PeerRoad } from '../testing/peer-road.js';
import { seeded } from '../testing/synthetic.js';
import { DEFAULT_DESK, ResidualDesk, type DeskSettings } from './desk.js';
import { MINUTE } from './settings.js';

interface Logged {
  readonly message: ResidualMessage;
  readonly at: number;
}
const SOURCES = ['telemetry.traffic.v1/0', 'telemetry.traffic.v1/1', 'telemetry.traffic.v1/2'];

/** What three detectors log of a road's minutes: each tells the Datastreams of its partition, a few seconds apart. */
function logOf(minutes: readonly { readonly minute: number; readonly rows: readonly Residual[] }[]): Logged[] {
  return minutes.flatMap(({ minute, rows }) =>
    SOURCES.map((source, i) => ({
      message: { source, minute, until: minute + MINUTE, rows: rows.filter(({ datastream }) => datastream % 3 === i) },
      at: minute + 2 * MINUTE + 3_000 * i,
    })),
  );
}

/** A day of six detectors, the third of which drifts in its last hours. */
function city(): { readonly minutes: { minute: number; rows: Residual[] }[]; readonly straight: AnomalyChange[] } {
  const road = new PeerRoad();
  const minutes: { minute: number; rows: Residual[] }[] = [];
  const drift = drifting(3, road.minute + 20 * 60 * MINUTE, -0.06);
  for (let i = 0; i < 22 * 60; i++) {
    const rows = road.rows(drift);
    minutes.push({ minute: road.minute, rows });
    road.changes.push(...road.bank.take(road.minute, rows).changes);
    road.minute += MINUTE;
  }
  return { minutes, straight: road.changes };
}

const { minutes, straight } = city();
const log = logOf(minutes);

/** That all three are there: a minute is decided without a source that nobody knows yet. */
const announced = log
  .slice(0, 3)
  .map(({ message, at }) => ({ message: { ...message, until: message.minute, rows: [] }, at }));

class Reader {
  readonly changes: AnomalyChange[] = [];
  road = new PeerRoad();
  desk: ResidualDesk;

  constructor(settings: DeskSettings = DEFAULT_DESK) {
    this.desk = new ResidualDesk(this.road.bank, settings);
  }

  read(items: readonly Logged[], from = 0): this {
    items.forEach(({ message, at }, i) => this.changes.push(...this.desk.take(message, at, from + i).changes));
    return this;
  }

  /** Ends it behind a message, and reads on where that says. */
  restart(position: number): number {
    const saved = JSON.parse(JSON.stringify(this.desk.save())) as ReturnType<ResidualDesk['save']>;
    const next = this.desk.oldest ?? position;
    this.road.restart();
    this.desk = new ResidualDesk(this.road.bank);
    this.desk.restore(saved);
    return next;
  }
}

describe('the desk', () => {
  test('makes of the log what the minutes themselves say', () => {
    expect(straight.map(({ kind }) => kind)).toEqual(['raised']);
    expect(new Reader().read(log).changes).toEqual(straight);
  });

  test('does not mind how sources are interleaved, nor what is told twice', () => {
    const random = seeded(3);
    // Each source is in order; between them up to half a minute is mixed.
    const mixed = log
      .map((item) => ({ item, at: item.at + Math.floor(random() * 25_000) }))
      .sort((a, b) => a.at - b.at)
      .map(({ item, at }) => ({ message: item.message, at }));
    const doubled = mixed.flatMap((item, i) => (i % 5 === 0 ? [item, item] : [item]));
    const reader = new Reader().read([...announced, ...doubled]);
    expect(reader.changes).toEqual(straight);
    expect(reader.desk.doubles + reader.desk.late).toBeGreaterThan(500);
  });

  test('waits for a source that is behind, but not for one that is idle or gone', () => {
    const heard = log.slice(0, 5);
    const [first] = heard;
    const tick = { message: { ...first.message, rows: [] }, at: heard[4].at + DEFAULT_DESK.settleMs };
    expect(new Reader().read([...heard, tick]).desk.size).toBe(1);
    const idle = { message: { ...log[2].message, until: null, rows: [] }, at: heard[4].at };
    expect(new Reader().read([...heard, idle, tick]).desk.size).toBe(0);
    const gone = { ...tick, at: log[2].at + DEFAULT_DESK.patienceMs };
    expect(new Reader().read([...heard, gone]).desk.size).toBe(1);
    expect(new Reader().read([...heard, { ...gone, at: gone.at + 1 }]).desk.size).toBe(0);
  });

  test('decides the oldest minute where too many rows wait, and leaves out who is late then', () => {
    const held = { message: { ...log[2].message, rows: [] }, at: log[0].at };
    const fast = log
      .filter((_, n) => n % 3 === 0)
      .slice(1, 40)
      .map(({ message }) => ({ message, at: held.at }));
    const reader = new Reader({ ...DEFAULT_DESK, mostRows: 10 }).read([held, ...fast]);
    expect(reader.desk.size).toBe(5);
    reader.read([{ message: log[4].message, at: held.at }]);
    expect(reader.desk.late).toBe(log[4].message.rows.length);
  });

  test('ended anywhere and started again it says the same', () => {
    const random = seeded(11);
    const reader = new Reader();
    let [at, ends] = [0, 0];
    while (at < log.length) {
      const to = Math.min(log.length, at + 1 + Math.floor(random() * 900));
      reader.read(log.slice(at, to), at);
      at = to === log.length ? to : reader.restart(to);
      ends++;
    }
    expect(ends).toBeGreaterThan(5);
    expect(reader.changes).toEqual(straight);
  });

  test('asks for Datastreams that nobody described', () => {
    const { desk } = new Reader();
    const row: Residual = { datastream: 6, z: 0, scale: 1, expected: 1, open: 0, since: 0 };
    expect(desk.unknown([row, { ...row, datastream: 7 }])).toEqual([7]);
    expect(desk.oldest).toBeNull();
  });
});
