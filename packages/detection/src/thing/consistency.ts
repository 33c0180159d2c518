import { CLEAR_SHARE, raiseLevel, type AnomalyChange, type DetectionSettings } from '../detector/context.js';
import { deviationAt } from '../detector/deviation.js';
import { endSlot, isKnown, noteRaised, openSlot } from '../detector/slots.js';
import { A, S, SLOTS, isOpen, slotAt, type DatastreamState } from '../detector/state.js';
import { deviationOf, rarity, teachTail } from '../detector/tail.js';
import { tuningOf } from '../detector/tuning.js';
import { bitOf, fitOf, relationOf, type Relation } from './relations.js';
import type { Lane } from './lane.js';

const HOUR = 3_600_000;
/** A contradiction, and its end, must last this long and two reports: one reading is a slip. */
const LASTS_MS = 240_000;
/** A contradiction has a chance to come by luck every five minutes, however often the sensor reports. */
const STEP_MS = 300_000;
/** How slowly the usual fit is learnt, and how much must have been seen before it counts, hours. */
const MEMORY_HOURS = 24;
const READY_HOURS = 24;
/** Spread of a fit in the best of sensors: a share of the reading. */
const LEAST_SPREAD = 0.02;
/** Rarity from which on a fit counts a tenth, as in other detectors. */
const DOUBTFUL = 3;
const DOUBTED = 0.1;
/** A deviation teaches the spread as so many spreads at most. */
const CLIP = 4;
/** A normal deviation's mean size, as a spread. */
const ABSOLUTE_TO_SPREAD = 1.2533;
const MINOR = 1;

interface Verdict {
  readonly score: number;
  /** As a multiple of the least worth a look. */
  readonly effect: number;
  /** Logarithm by which the fit is off. */
  readonly off: number;
  /** Logarithm that one in a thousand exceeds. */
  readonly band: number;
  readonly spreads: number;
}

/**
 * Judges whether the readings of one report fit together as they usually do: a sensor that drifts contradicts what the same box
 * measures beside it, whatever the weather, the hour or the traffic. Accused is the reading furthest from its own profile.
 */
export function stepConsistency(
  lanes: readonly Lane[],
  settings: DetectionSettings,
  time: number,
  changes: AnomalyChange[],
): void {
  let bits = 0;
  for (const { state } of lanes) bits |= bitOf(state.n[S.property]);
  const relation = relationOf(bits);
  if (relation === null) return;
  const parts = relation.properties.flatMap(
    (property) => lanes.find(({ state }) => state.n[S.property] === property) ?? [],
  );
  const host = parts[0];
  const { n } = host.state;
  const accused = parts.find(({ state }) => isOpen(state, SLOTS.consistency));
  const verdict = parts.some(isDoubted) ? null : judge(host.state, relation, parts);
  const level = raiseLevel(settings, Math.max(STEP_MS, host.context.interval), host.context.shift);
  if (accused !== undefined) {
    follow(host, accused, level, verdict, time, changes);
    return;
  }
  n[S.fitCalmTime] = NaN;
  if (verdict === null || verdict.score < level || verdict.effect < 1) {
    n[S.fitPendingTime] = NaN;
    return;
  }
  if (Number.isNaN(n[S.fitPendingTime])) n[S.fitPendingTime] = time;
  if (time - n[S.fitPendingTime] < LASTS_MS) return;
  const worst = furthest(parts, settings, time);
  if (worst === null) return;
  const power = relation.powers[relation.properties.indexOf(worst.state.n[S.property])];
  accuse(worst, n[S.fitPendingTime], power, verdict, settings, time, changes);
  n[S.fitPendingTime] = NaN;
}

/** Something else is wrong with it already, and said. */
const isDoubted = ({ state }: Lane): boolean =>
  state.n[S.quality] !== 0 ||
  isKnown(state, SLOTS.value) ||
  isKnown(state, SLOTS.stuck) ||
  isKnown(state, SLOTS.range) ||
  isKnown(state, SLOTS.pattern);

/** Judges one fit, then learns from it. Null while too little is known, or where a reading is too small. */
function judge(host: DatastreamState, relation: Relation, parts: readonly Lane[]): Verdict | null {
  const { n } = host;
  const fit = fitOf(
    relation,
    parts.map(({ state }) => state.n[S.result]),
  );
  // The first report tells no interval yet, so it stands for no time.
  if (fit === null || !(n[S.interval] > 0)) return null;
  if (n[S.fitHours] === 0) n[S.fit] = fit.value;
  const off = fit.value - n[S.fit];
  const spread = Math.hypot(Math.max(n[S.fitSpread], LEAST_SPREAD), fit.rounding);
  const spreads = Math.abs(off) / spread;
  const score = rarity(host, spreads, S.fitTailFrom);
  const effect = Math.abs(off) / Math.log1p(relation.least);
  const ready = n[S.fitHours] >= READY_HOURS;
  const doubtful = ready && score >= DOUBTFUL && effect >= 1;
  const hours = ((doubtful ? DOUBTED : 1) * Math.min(n[S.interval], HOUR)) / HOUR;
  const gain = hours / Math.min(MEMORY_HOURS, n[S.fitHours] + hours);
  const limit = ready ? CLIP * spread : Infinity;
  n[S.fit] += gain * Math.min(limit, Math.max(-limit, off));
  n[S.fitSpread] += gain * (Math.min(limit, Math.abs(off)) * ABSOLUTE_TO_SPREAD - n[S.fitSpread]);
  n[S.fitHours] += hours;
  if (!ready) return null;
  const band = spread * deviationOf(host, 3, S.fitTailFrom);
  teachTail(host, spreads, hours, S.fitTailFrom);
  return { score, effect, off, band, spreads };
}

/** The reading furthest from its own profile, or null where no profile is known yet. */
function furthest(parts: readonly Lane[], settings: DetectionSettings, time: number): Lane | null {
  let worst: Lane | null = null;
  let most = 0;
  for (const lane of parts) {
    const own = deviationAt(lane.state, time, lane.state.n[S.result], settings);
    if (own === null || Math.abs(own.z) <= most) continue;
    most = Math.abs(own.z);
    worst = lane;
  }
  return worst;
}

/** Ends what has been calm long enough, or has lasted so long that it is how these readings fit now. */
function follow(
  host: Lane,
  { state, context }: Lane,
  level: number,
  verdict: Verdict | null,
  time: number,
  changes: AnomalyChange[],
): void {
  const { n } = host.state;
  const start = state.n[slotAt(SLOTS.consistency) + A.start];
  if (time - start > tuningOf(state.n[S.property]).regimeMs) {
    n[S.fitHours] = 0;
    endSlot(state, context, SLOTS.consistency, time, time, changes);
  } else if (verdict !== null && verdict.score >= CLEAR_SHARE * level && verdict.effect >= CLEAR_SHARE)
    n[S.fitCalmTime] = NaN;
  else if (Number.isNaN(n[S.fitCalmTime])) n[S.fitCalmTime] = time;
  else if (time - n[S.fitCalmTime] >= LASTS_MS)
    endSlot(state, context, SLOTS.consistency, time, n[S.fitCalmTime], changes);
}

function accuse(
  { state, context }: Lane,
  start: number,
  power: number,
  { score, off, band, spreads }: Verdict,
  settings: DetectionSettings,
  time: number,
  changes: AnomalyChange[],
): void {
  const observed = state.n[S.result];
  const expected = observed * Math.exp(-off / power);
  const values = {
    start,
    severity: MINOR,
    score,
    observed,
    expected,
    low: expected * Math.exp(-band),
    high: expected * Math.exp(band),
    kind: 0,
  };
  openSlot(state, SLOTS.consistency, values, { channels: [['fit', score]], deviation: spreads });
  noteRaised(state, context, settings, SLOTS.consistency, time, changes);
}
