import { propertyIndex } from '@citywatch/contracts';
import {
  DEFAULT_SETTINGS,
  type AnomalyChange,
  type DatastreamContext,
  type DetectionSettings,
} from '../detector/context.js';
import { createState, type DatastreamState } from '../detector/state.js';
import { step } from '../detector/step.js';
import { stepThing } from '../thing/thing.js';
import { zoneOffset } from '../local-time.js';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
/** A Monday, 00:00 in Chicago (CST). */
export const MONDAY = Date.UTC(2026, 10, 16, 6);

export const SETTINGS: DetectionSettings = { ...DEFAULT_SETTINGS, offsetAt: zoneOffset('America/Chicago') };

/** A seeded generator of numbers in [0, 1) (mulberry32). */
export function seeded(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export const gauss = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

export interface Reading {
  readonly time: number;
  readonly result: number;
}

/** Readings with rush hours, weekends, and noise that is partly the same for a quarter of an hour. */
export function readings(
  kind: 'speed' | 'pm25' | 'voltage' | 'flow',
  seed: number,
  interval: number,
  from: number,
  to: number,
): Reading[] {
  const random = seeded(seed);
  const keep = Math.exp(-interval / 900_000);
  let noise = 0;
  const out: Reading[] = [];
  for (let time = from + Math.floor(random() * interval); time < to; time += interval) {
    const local = time + SETTINGS.offsetAt(time);
    const hour = (local / HOUR) % 24;
    const weekday = (Math.floor(local / DAY) + 4) % 7;
    const weekend = weekday === 0 || weekday === 6;
    noise = keep * noise + Math.sqrt(1 - keep * keep) * gauss(random);
    const bump = Math.exp(-(((hour - 8) / 1.3) ** 2)) + 1.2 * Math.exp(-(((hour - 17.3) / 1.6) ** 2));
    const rush = (weekend ? 0.3 : 1) * bump;
    const white = gauss(random);
    const result = {
      speed: Math.max(3, 60 - 28 * rush + 2 * noise + 1.5 * white),
      pm25: Math.max(0.5, (11 + 4 * rush) * Math.exp(0.2 * noise + 0.04 * white)),
      voltage: 230 + 1.5 * noise + 0.4 * white - 3 * rush,
      flow: Math.max(0, 1_200 * (0.15 + rush) * (1 + 0.08 * noise) + 40 * white),
    }[kind];
    out.push({ time, result: Math.round(result * 10) / 10 });
  }
  return out;
}

export const contextOf = (property: string, interval: number, thing = 'thing-1'): DatastreamContext => ({
  datastream: 1,
  thing,
  property,
  domain: 'traffic',
  interval,
  watchGap: true,
});

/** A Datastream under test: its state, its context, all that it said. */
export class Bench {
  readonly changes: AnomalyChange[] = [];
  context: DatastreamContext;
  state: DatastreamState;

  constructor(
    property: string,
    interval: number,
    public settings: DetectionSettings = SETTINGS,
    nominal: number | null = null,
  ) {
    this.context = contextOf(property, interval);
    this.state = createState(propertyIndex(property), nominal);
  }

  feed(items: readonly Reading[], quality = 0): this {
    for (const { time, result } of items) {
      this.changes.push(...step(this.state, this.context, this.settings, { time, result, quality, live: true }));
      this.changes.push(...stepThing([this], this.settings, { time, reference: time }));
    }
    return this;
  }

  /** What was raised and ended, as short text: "raised seasonal minor". */
  get story(): string[] {
    return this.changes.map(({ kind, anomaly }) => `${kind} ${anomaly.detector} ${anomaly.severity}`);
  }
}

/** Live readings first, then a week of back-fill at 5 minutes, newest day first: as a first start does. */
export function taught(kind: 'speed' | 'pm25' | 'voltage' | 'flow', seed: number, interval: number, at: number): Bench {
  const bench = new Bench(kind, interval).feed(readings(kind, seed, interval, at - HOUR, at));
  for (let day = 1; day <= 7; day++)
    bench.feed(readings(kind, seed + day, 300_000, at - day * DAY - 2 * HOUR, at - (day - 1) * DAY - 2 * HOUR));
  return bench;
}
