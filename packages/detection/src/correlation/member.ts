import type { Anomaly, DetectorKind } from '@citywatch/contracts';
import type { ThingContext } from './settings.js';
import type { Wind } from './wind.js';

/** An anomaly with its Thing, as the correlator keeps it. */
export interface Member {
  anomaly: Anomaly;
  readonly thing: ThingContext;
  /** Event time of its raise, ms: later than its start where it needed company of its own. */
  readonly raisedAt: number;
  /** The city's wind when it began; absent or null where nobody knows. */
  readonly wind?: Wind | null;
}

/** Detectors that doubt the sensor, not the city. A sensor apart from its neighbours is more often wrong than right. */
const DOUBTS: ReadonlySet<DetectorKind> = new Set(['stuck', 'range', 'gap', 'peers', 'clock', 'consistency']);
/** Gases and dust. */
export const POLLUTANTS: ReadonlySet<string> = new Set(['pm25', 'pm10', 'no2', 'o3', 'so2', 'co']);
/** What standing traffic shows in. */
const JAMMED: ReadonlySet<string> = new Set(['speed', 'occupancy', 'travelTime']);
/** Below this share of what is expected, a voltage is lost, not low. */
const LOST = 0.3;

/** An anomaly of what is measured; the others are doubts about the sensor. */
export const isValue = ({ detector }: Anomaly): boolean => !DOUBTS.has(detector);

/** Nothing comes from the sensor. */
export const isSilent = ({ detector }: Anomaly): boolean => detector === 'gap';

/** A jam, as against an empty road. */
export const isJam = ({ anomaly }: Member): boolean => isValue(anomaly) && JAMMED.has(anomaly.property);

/** Supply lost. */
export const isLost = ({ anomaly }: Member): boolean =>
  isValue(anomaly) &&
  anomaly.property === 'voltage' &&
  anomaly.observed !== null &&
  anomaly.expected !== null &&
  anomaly.observed < LOST * anomaly.expected;

/** Whether both lasted at one time, or one ended no longer than `slack` ms before the other began. */
export function overlaps(a: Anomaly, b: Anomaly, slack: number): boolean {
  const [first, second] = a.start <= b.start ? [a, b] : [b, a];
  return first.end === null || second.start - first.end <= slack;
}

/** Members in the order of their start, the surer first, so that the first is the first mover. */
export const inOrder = (members: Iterable<Member>): Member[] =>
  [...members].sort(
    (a, b) =>
      a.anomaly.start - b.anomaly.start || b.anomaly.score - a.anomaly.score || (a.anomaly.id < b.anomaly.id ? -1 : 1),
  );

/** One member of each Thing, its earliest. */
export function oneEach(ordered: readonly Member[]): Member[] {
  const seen = new Set<string>();
  return ordered.filter(({ thing }) => !seen.has(thing.thing) && seen.add(thing.thing));
}

/** How many different Things these are of. */
export const thingsOf = (members: readonly Member[]): string[] => [...new Set(members.map(({ thing }) => thing.thing))];
