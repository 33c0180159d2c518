import { MINUTE } from './settings.js';

/** How long a minute waits for what comes late, ms. */
const GRACE_MS = MINUTE;
/** No clock is believed that is further ahead than this (CLOCK_AHEAD_MS); so one Thing alone moves time, this much behind it. */
const AHEAD_MS = 5 * MINUTE;
/** The foremost Things: time is where the last of them is, so that one wrong clock does not make all others late. */
const LEADERS = 3;

/** Sum and number of a minute's readings. */
export interface Mean {
  sum: number;
  count: number;
}

/** Readings of one minute by Datastream. */
export interface MinuteMeans {
  /** Start, ms. */
  readonly minute: number;
  readonly means: ReadonlyMap<number, Readonly<Mean>>;
}

const NONE: readonly MinuteMeans[] = [];

interface SavedLane {
  readonly closed: number | null;
  readonly leaders: readonly (readonly [thing: string, time: number])[];
  readonly minutes: readonly (readonly [
    minute: number,
    rows: readonly (readonly [id: number, sum: number, n: number])[],
  ])[];
}

/**
 * Gathers one partition's readings into minutes by event time. A minute is closed when the partition's time is a minute past
 * it; what comes later is left out, so that the order of arrival within a minute makes no difference.
 */
export class MinuteLane {
  private readonly minutes = new Map<number, Map<number, Mean>>();
  private leaders: { readonly thing: string; time: number }[] = [];
  private foremost = -Infinity;
  private led = { thing: '', time: NaN };
  /** The partition's time, ms. */
  private now = -Infinity;
  /** Everything before is closed, ms. */
  private closedBefore = -Infinity;
  /** The minute of the newest reading and its means: most readings are of it. */
  private last: { minute: number; means: Map<number, Mean> } | null = null;

  /** All before it has been told, ms; -Infinity before the first closed minute. */
  get until(): number {
    return this.closedBefore;
  }

  /** True where no reading waits for its minute's end. */
  get empty(): boolean {
    return this.minutes.size === 0;
  }

  /** Takes one accepted reading. @param lastOnly the minute's last reading counts, not the mean */
  add(datastream: number, thing: string, time: number, result: number, lastOnly = false): void {
    const minute = Math.floor(time / MINUTE) * MINUTE;
    if (minute < this.closedBefore) return;
    const means = this.meansOf(minute);
    const mean = means.get(datastream);
    if (mean === undefined || lastOnly) means.set(datastream, { sum: result, count: 1 });
    else {
      mean.sum += result;
      mean.count++;
    }
    this.lead(thing, time);
  }

  /** Minutes that are closed by now, in order. */
  takeClosed(): readonly MinuteMeans[] {
    if (this.now - GRACE_MS < this.closedBefore + MINUTE) return NONE;
    const before = Math.floor((this.now - GRACE_MS) / MINUTE) * MINUTE;
    return before > this.closedBefore ? this.closeTo(before) : NONE;
  }

  /** Closes everything: nothing has come for so long that nothing more is waited for. */
  flush(): readonly MinuteMeans[] {
    return this.empty ? NONE : this.closeTo(Math.max(...this.minutes.keys()) + MINUTE);
  }

  /** As text, to be kept with the offset up to which it was fed. */
  save(): string {
    const saved: SavedLane = {
      closed: Number.isFinite(this.closedBefore) ? this.closedBefore : null,
      leaders: this.leaders.map(({ thing, time }) => [thing, time]),
      minutes: [...this.minutes].map(([minute, means]) => [
        minute,
        [...means].map(([id, { sum, count }]) => [id, sum, count]),
      ]),
    };
    return JSON.stringify(saved);
  }

  /** A lane as it was saved. @throws SyntaxError where the text is no saved lane */
  static load(text: string): MinuteLane {
    const saved = JSON.parse(text) as SavedLane;
    const lane = new MinuteLane();
    lane.closedBefore = saved.closed ?? -Infinity;
    for (const [thing, time] of saved.leaders) lane.lead(thing, time);
    for (const [minute, rows] of saved.minutes)
      lane.minutes.set(minute, new Map(rows.map(([id, sum, count]) => [id, { sum, count }])));
    return lane;
  }

  private meansOf(minute: number): Map<number, Mean> {
    if (this.last?.minute === minute) return this.last.means;
    let means = this.minutes.get(minute);
    if (means === undefined) this.minutes.set(minute, (means = new Map<number, Mean>()));
    this.last = { minute, means };
    return means;
  }

  private lead(thing: string, time: number): void {
    // All of one report say the same.
    if (thing === this.led.thing && time === this.led.time) return;
    this.led = { thing, time };
    this.foremost = Math.max(this.foremost, time);
    const own = this.leaders.find((leader) => leader.thing === thing);
    if (own !== undefined) own.time = Math.max(own.time, time);
    else if (this.leaders.length < LEADERS) this.leaders.push({ thing, time });
    else {
      const last = this.leaders.reduce((least, leader) => (leader.time < least.time ? leader : least));
      if (time <= last.time) return;
      this.leaders = this.leaders.map((leader) => (leader === last ? { thing, time } : leader));
    }
    let behind = Infinity;
    for (const leader of this.leaders) behind = Math.min(behind, leader.time);
    this.now = Math.max(this.now, behind, this.foremost - AHEAD_MS);
  }

  private closeTo(before: number): MinuteMeans[] {
    this.closedBefore = before;
    this.last = null;
    const closed = [...this.minutes.keys()].filter((minute) => minute < before).sort((a, b) => a - b);
    return closed.map((minute) => {
      const means = this.minutes.get(minute) ?? new Map<number, Mean>();
      this.minutes.delete(minute);
      return { minute, means };
    });
  }
}
