import type { Disturbance } from './disturbance.js';
import type { Moment } from './moment.js';
import { clamp, hashText, mix, normal, wave } from './random.js';
import type { TrafficThing } from './simulated-thing.js';

const MINUTE = 60_000;
/** A vehicle and the detector's loop together, metres: turns vehicles/km into the share of time a loop is covered. */
const COVERED_METRES = 6.5;
/** m/s at which a wave of denser traffic travels down the road. */
const PLATOON_SPEED = 14;
const SLOWEST = 2;

const roadSeeds = new Map<string, number>();
/** Detectors of one road share its waves; the hash of a road's name is worked out once. */
function roadSeed(id: string): number {
  let seed = roadSeeds.get(id);
  if (seed === undefined) roadSeeds.set(id, (seed = hashText(id)));
  return seed;
}

/** Demand as a share of capacity: rush hours toward the Loop in the morning and away from it in the evening. */
function demand(thing: TrafficThing, moment: Moment, time: number): number {
  const rush = 0.45 * moment.morning * (1 + 0.35 * thing.inbound) + 0.5 * moment.evening * (1 - 0.35 * thing.inbound);
  const shared = wave(roadSeed(thing.roadId), time - (thing.position / PLATOON_SPEED) * 1000, 18 * MINUTE);
  const own = wave(mix(thing.seed, 7), time, 9 * MINUTE);
  return clamp(thing.busy * (0.05 + 0.42 * moment.day + rush) * (1 + 0.03 * shared + 0.02 * own), 0.02, 1.02);
}

/** Speed, flow, occupancy and travel time that fit together: occupancy is density, density is flow by speed. */
export function measureTraffic(
  thing: TrafficThing,
  moment: Moment,
  time: number,
  { speedFactor, flowFactor }: Readonly<Disturbance>,
): Record<string, number> {
  const x = demand(thing, moment, time);
  // Shape of the Bureau of Public Roads' curve, steeper: free to two thirds of capacity, half speed at capacity.
  const usual = (thing.freeSpeed / (1 + 0.9 * x ** 5)) * (1 + thing.roughness * normal(mix(thing.seed, 11), time));
  const speed = Math.max(SLOWEST, usual * speedFactor);
  const flow = Math.max(0, thing.capacity * x * flowFactor * (1 + 0.035 * normal(mix(thing.seed, 13), time)));
  const perLane = flow / speed / thing.lanes;
  const results: Record<string, number> = {
    speed,
    flow,
    occupancy: clamp((perLane * COVERED_METRES) / 10, 0, 85),
  };
  if (thing.metadata.properties.includes('travelTime')) results.travelTime = (thing.segment / speed) * 3.6;
  return results;
}
