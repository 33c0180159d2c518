import { bell, type Moment } from './clock.js';
import { rushAt } from './habits.js';
import type { Noise } from './noise.js';
import type { Detector, Readings } from './thing.js';
import type { Sky } from './weather.js';

/** Vehicles an hour that one lane carries at most, and metres of road that one takes while it stands. */
const LANE_CAPACITY = 1_800;
const JAM_DENSITY = 140;
/** Speed of the wave in which a queue moves up or dissolves, km/h (Lighthill and Whitham 1955; 15 to 20 are measured). */
export const WAVE_KMH = 18;
/** Share by which the speeds of single vehicles and their lengths differ. */
const SPEED_SPREAD = 0.13;
const LENGTH_SPREAD = 0.35;
/** Beside the free speed: what few vehicles drive on average in a minute. */
const FASTEST = 1.35;
/** Demand from which on a daily jam becomes no slower, and the share of the capacity that it costs. */
const MOST_JAMMED = 1.2;
const MOST_DROP = 0.15;

/** How a crash reaches a detector: behind it traffic queues, ahead of it only what got past drives on. */
export interface Blocked {
  readonly side: 'behind' | 'ahead';
  /** What gets past, of the capacity. */
  readonly left: number;
}

/** Where a road's demand is beside its usual one: of the day, and of the moment. */
export interface RoadMood {
  readonly day: number;
  readonly moment: number;
}

/** Demand at a detector as a share of the capacity, without noise. */
export function usualDemand({ road, habits, share }: Detector, moment: Moment): number {
  const rush = Math.min(1.1, rushAt(habits, moment));
  return 0.04 + road.busiest * share * (0.8 * rush + 0.35 * bell(moment.hour, 13.5, 4.5));
}

/** Speed as a share of the free one at a demand: the form of the Bureau of Public Roads (1964), steeper: 9 % less at four fifths of the capacity, 37 % at it. */
const pace = (demand: number): number => 1 / (1 + 0.6 * Math.min(MOST_JAMMED, demand) ** 8);

/** Flow at a demand, both as shares of the capacity: where more wants through than can, less gets through. */
const through = (demand: number): number => (demand <= 1 ? demand : Math.max(1 - MOST_DROP, 1 - 0.5 * (demand - 1)));

/** Speed in a queue out of which a share of the capacity flows: the congested side of a triangular diagram (Newell 1993), km/h. */
function queueSpeed(left: number): number {
  const flow = left * LANE_CAPACITY;
  return flow / (JAM_DENSITY - flow / WAVE_KMH);
}

/** Speed without a crash, km/h: where more wants through than can, that of a jam with the flow that gets through. */
function usualSpeed(free: number, demand: number): number {
  const speed = free * pace(demand);
  return demand <= 1 ? speed : Math.min(free * pace(1), Math.max(speed, queueSpeed(through(demand))));
}

/** How fast a queue grows against the traffic, km/h: the shock between what arrives and what stands. */
export function queueGrowth(detector: Detector, demand: number, left: number): number {
  const arriving = Math.min(demand, 1) * LANE_CAPACITY;
  const speed = detector.road.freeSpeed * detector.pace * pace(Math.min(1, demand));
  const density = JAM_DENSITY - (left * LANE_CAPACITY) / WAVE_KMH;
  return (arriving - left * LANE_CAPACITY) / (density - arriving / speed);
}

/**
 * What a detector counts in an interval: whole vehicles, so flow comes in steps and its noise is that of counting; the occupancy is
 * flow · length / speed of the same vehicles. Speed is the smoothed one of the last vehicles, so it stays where none came.
 */
export class TrafficCount {
  private lastSpeed: number;

  constructor(
    private readonly detector: Detector,
    private readonly intervalMs: number,
  ) {
    this.lastSpeed = detector.road.freeSpeed * detector.pace;
  }

  read(moment: Moment, sky: Sky, mood: RoadMood, noise: Noise, blocked: Blocked | null): Readings {
    const { detector } = this;
    const { slow, fast, chance } = noise;
    const stray = 0.05 * mood.day + 0.04 * mood.moment + 0.03 * slow[0] - 0.04 * sky.rain;
    const wanted = usualDemand(detector, moment) * Math.exp(stray);
    const served = Math.min(through(wanted), blocked?.left ?? 1);
    const flow = served * LANE_CAPACITY * detector.road.lanes;
    const count = counted((flow * this.intervalMs) / 3_600_000, chance);
    const free = detector.road.freeSpeed * detector.pace * (1 - 0.08 * sky.rain);
    // Where less arrives than gets past there is no queue.
    const isQueue = blocked?.side === 'behind' && wanted > blocked.left;
    const mean = isQueue
      ? Math.min(free, queueSpeed(blocked.left))
      : usualSpeed(free, Math.min(wanted, blocked?.left ?? wanted));
    const single = (SPEED_SPREAD / Math.sqrt(Math.max(1, count))) * fast[1];
    if (count > 0) this.lastSpeed = Math.max(1, Math.min(FASTEST * free, mean * Math.exp(0.03 * slow[1] + single)));
    const length = detector.vehicleMetres * (1 + (LENGTH_SPREAD / Math.sqrt(Math.max(1, count))) * fast[2] * 0.5);
    const hourly = (count * 3_600_000) / this.intervalMs;
    const occupancy = ((hourly / detector.road.lanes) * Math.max(2, length)) / 10 / this.lastSpeed;
    return { speed: this.lastSpeed, flow: hourly, occupancy: Math.min(100, occupancy) };
  }
}

/** A Poisson count for a normal number, by its square root (Anscombe 1948). */
function counted(expected: number, z: number): number {
  const root = Math.sqrt(expected + 0.375) + z / 2;
  return Math.max(0, Math.round(Math.max(0, root) ** 2 - 0.375));
}
