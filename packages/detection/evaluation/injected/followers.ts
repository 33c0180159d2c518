import type { ThingMetadata } from '@citywatch/contracts';
import type { Row } from '@citywatch/ingest/replay/dataset';

/** The public data has no road: who is behind a crash is who is near and whose speed has moved with it. */
const NEAREST = 8;
const FOLLOWERS = 3;
const MOST_METRES = 4_000;
const METRES_A_DEGREE = 111_320;

/** The three Things whose speeds follow a Thing's most closely, of the eight nearest within 4 km; the nearest first. */
export function followersOf(
  thing: ThingMetadata,
  things: readonly ThingMetadata[],
  rows: ReadonlyMap<string, readonly Row[]>,
): ThingMetadata[] {
  const own = speedsOf(rows.get(thing.thing) ?? []);
  const near = things
    .filter((other) => other !== thing && metresBetween(thing, other) <= MOST_METRES)
    .sort((a, b) => metresBetween(thing, a) - metresBetween(thing, b))
    .slice(0, NEAREST);
  const likeness = new Map(near.map((other) => [other, correlation(own, speedsOf(rows.get(other.thing) ?? []))]));
  const best = [...near].sort((a, b) => (likeness.get(b) ?? 0) - (likeness.get(a) ?? 0)).slice(0, FOLLOWERS);
  return near.filter((other) => best.includes(other));
}

function metresBetween(a: ThingMetadata, b: ThingMetadata): number {
  const x = (a.longitude - b.longitude) * Math.cos((a.latitude * Math.PI) / 180);
  return METRES_A_DEGREE * Math.hypot(x, a.latitude - b.latitude);
}

const speedsOf = (rows: readonly Row[]): Map<number, number> =>
  new Map(rows.flatMap(({ time, results: { speed } }) => (speed === undefined ? [] : [[time, speed]])));

/** Pearson's, over moments that both have. */
function correlation(a: ReadonlyMap<number, number>, b: ReadonlyMap<number, number>): number {
  const pairs = [...a].flatMap(([time, x]) => {
    const y = b.get(time);
    return y === undefined ? [] : [[x, y] as const];
  });
  const mean = (of: (pair: readonly [number, number]) => number) =>
    pairs.reduce((sum, pair) => sum + of(pair), 0) / pairs.length;
  const [mx, my] = [mean(([x]) => x), mean(([, y]) => y)];
  const covariance = mean(([x, y]) => (x - mx) * (y - my));
  return covariance / Math.sqrt(mean(([x]) => (x - mx) ** 2) * mean(([, y]) => (y - my) ** 2));
}
