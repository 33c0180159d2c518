import { createIncident, mix, uniform, type City, type SimulatedIncident } from '@citywatch/simulator';
import { Diary } from './schedule.js';

const MINUTE = 60_000;
/** Pairs of faults in a city. */
const PAIRS = 8;
/** How far their places are apart, and the nearest Things that one and the other touch, metres. */
const APART = [2_500, 3_500] as const;
const CLEARANCE = 1_000;
/** Longer queues would reach the other fault's neighbourhood. */
const MINUTES = 15;
/** Faults that pairs are chosen from; many are at the same place. */
const POOL = 80;
const KINDS = [
  ['feeder-fault', 'crash'],
  ['crash', 'crash'],
] as const;

/**
 * Two independent faults at the same moment about 3 km apart, whose effects do not reach each other, again and again in
 * [from, to) (ms) at times and places by the city's seed. Fewer where a city has no such places.
 */
export function scheduleTwins(city: City, from: number, to: number): SimulatedIncident[] {
  const make = (kind: 'crash' | 'feeder-fault', seed: number, start: number) =>
    createIncident(city, { kind, start, minutes: MINUTES, seed });
  const pool = (kind: 'crash' | 'feeder-fault') =>
    Array.from({ length: POOL }, (_, i) => {
      const seed = mix(mix(city.seed, 0x7e15), i);
      return { seed, fault: make(kind, seed, from) };
    });
  const pools = { crash: pool('crash'), 'feeder-fault': pool('feeder-fault') };
  const all = KINDS.map(([one, other]) =>
    pools[one].flatMap((a) =>
      pools[other].flatMap((b) => (areApart(city, a.fault, b.fault) ? [[a.seed, b.seed]] : [])),
    ),
  );
  const diary = new Diary();
  for (let nth = 0; nth < PAIRS; nth++) {
    const kinds = KINDS.find((_, i) => i >= nth % KINDS.length && all[i].length > 0) ?? KINDS[0];
    const candidates = all[KINDS.indexOf(kinds)];
    for (let attempt = 0; attempt < candidates.length; attempt++) {
      const draw = mix(mix(city.seed, nth), attempt);
      const start = Math.floor(from + uniform(draw, 1) * (to - from - MINUTES * MINUTE));
      const seeds = candidates[draw % candidates.length];
      const pair = kinds.map((kind, i) => make(kind, seeds[i], start));
      if (!pair.every((fault) => diary.isFree(fault))) continue;
      pair.forEach((fault) => diary.add(fault));
      break;
    }
  }
  return diary.inOrder;
}

interface Place {
  readonly longitude: number;
  readonly latitude: number;
}

/** Flat enough for a city. */
function metresBetween(a: Place, b: Place): number {
  const east = (a.longitude - b.longitude) * Math.cos((a.latitude * Math.PI) / 180);
  return 111_195 * Math.hypot(east, a.latitude - b.latitude);
}

function areApart(city: City, one: SimulatedIncident, other: SimulatedIncident): boolean {
  const metres = metresBetween(one, other);
  if (metres < APART[0] || metres > APART[1]) return false;
  const places = ({ effects }: SimulatedIncident) => [...effects.keys()].map((index) => city.things[index].metadata);
  const others = places(other);
  return places(one).every((place) => others.every((far) => metresBetween(place, far) >= CLEARANCE));
}
