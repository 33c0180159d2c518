import { OBSERVED_PROPERTIES, type ChannelCode } from '@citywatch/contracts';
import {
  CLEAR_SHARE,
  SLOW_MS,
  raiseLevel,
  type AnomalyChange,
  type DatastreamContext,
  type DetectionSettings,
} from './context.js';
import { askShadow, secondOpinion } from '../forecast/second-opinion.js';
import { lastVoice } from './bank-verdict.js';
import { FAST_WARM, learnFast, learnProfile, sided, type Moment } from './learning.js';
import { scaleOf } from './profile.js';
import { noteDeviation } from './rank.js';
import { endSlot, isKnown, noteRaised, noteWorse, openSlot, type Voices } from './slots.js';
import { isSpiky } from './spikes.js';
import { A, S, SLOTS, isOpen, slotAt, type DatastreamState } from './state.js';
import { deviationOf, priorRarity, rarity } from './tail.js';
import { leastEffect, severityOfEffect } from './tuning.js';

/** Spreads of the last minutes that a jump must reach, and times the least effect: twice to count, thrice to raise at once. */
const JUMP_SPREADS = 10;
const JUMP_EFFECT = 2;
/** Slower sensors have no jumps: between two of their readings a rush hour begins. */
const JUMP_INTERVAL_MS = 120_000;
const JUMP_AT_ONCE = 3;
/** How long a jump stays an anomaly while there is no profile to judge by, ms. */
const JUMP_REGIME_MS = 3_600_000;
/** Without a profile, this share off the nominal value is wrong on the first day too. */
const NOMINAL_SHARE = 0.12;
/** A deviation this many times the one that was told is told again: a voltage that sagged is gone now. */
const MUCH_WORSE = 1.5;
/** What a suspicious observation's time counts for. */
const DOUBTED = 0.1;
/** From this rarity on another channel is worth naming. */
const HEARD = 1.5;
const SEASONAL = 0;
const RATE = 1;

interface Verdict {
  readonly channel: typeof SEASONAL | typeof RATE;
  readonly score: number;
  /** What speaks, in the words of `why`. */
  readonly voice: ChannelCode;
  /** Deviation in spreads. */
  readonly spreads: number;
  /** Deviation as a multiple of the least effect worth an alarm. */
  readonly effect: number;
  readonly expected: number;
  readonly low: number;
  readonly high: number;
  readonly atOnce: boolean;
}

/**
 * The seasonal and the rate channel of one in-order, unflagged observation: judges, then learns.
 * `quiet`: another detector has an anomaly of the Datastream open, so nothing is raised and nothing is learnt.
 */
export function stepValue(
  state: DatastreamState,
  context: DatastreamContext,
  settings: DetectionSettings,
  moment: Moment,
  quiet: boolean,
  changes: AnomalyChange[],
): void {
  const raise = raiseLevel(settings, moment.interval, context.shift);
  const verdict = judge(state, settings, moment, raise);
  if (isOpen(state, SLOTS.value)) followOpen(state, context, moment, verdict, raise, changes);
  else if (!quiet) consider(state, context, settings, moment, verdict, raise, changes);
  const frozen =
    isOpen(state, SLOTS.value) ||
    [SLOTS.pattern, SLOTS.forecast, SLOTS.consistency].some((slot) => isKnown(state, slot));
  if (quiet || frozen) state.n[S.level] = moment.level;
  else {
    learnFast(state, moment);
    const suspicious = verdict !== null && verdict.score >= CLEAR_SHARE * raise && verdict.effect >= CLEAR_SHARE;
    state.n[S.level] = learnProfile(state, moment, suspicious ? DOUBTED : 1);
  }
}

/** The stronger channel's verdict; null where none has anything to say. */
function judge(state: DatastreamState, settings: DetectionSettings, moment: Moment, raise: number): Verdict | null {
  const { side } = moment.tuning;
  if (side === null) return null;
  const jump = () => (settings.detectors.has('rate') ? jumpVerdict(state, moment, side) : null);
  const judged = settings.detectors.has('seasonal');
  const { ready, early } = moment.prediction;
  if (!ready) {
    const nominal = judged ? nominalVerdict(state, moment) : null;
    if (nominal !== null || !early) return nominal ?? jump();
  }
  const seasonal = seasonalVerdict(state, settings, moment, side, raise);
  if (ready) noteDeviation(state, moment.time + settings.offsetAt(moment.time), seasonal.spreads);
  return judged && (seasonal.score >= CLEAR_SHARE * raise || openChannel(state) === SEASONAL) ? seasonal : jump();
}

function seasonalVerdict(
  state: DatastreamState,
  settings: DetectionSettings,
  { prediction, level, step, elapsed, result, tuning }: Moment,
  side: -1 | 0 | 1,
  raise: number,
): Verdict {
  const expected = prediction.base + level;
  const scale = scaleOf(state, prediction, step, elapsed);
  const deviation = sided(result - expected, side);
  const score = rarity(state, deviation / scale);
  const half = scale * deviationOf(state, 3);
  const [min, max] = OBSERVED_PROPERTIES[state.n[S.property]].plausible;
  return {
    channel: SEASONAL,
    voice: 'time-of-day',
    score,
    spreads: deviation / scale,
    effect: deviation / leastEffect(tuning, expected),
    expected,
    low: Math.max(min, expected - half),
    high: Math.min(max, expected + half),
    atOnce: score >= raise + settings.extremeDecades,
  };
}

function jumpVerdict(
  state: DatastreamState,
  { elapsed, interval, step, result, tuning, prediction }: Moment,
  side: -1 | 0 | 1,
): Verdict | null {
  const { n } = state;
  if (interval > JUMP_INTERVAL_MS || n[S.fastCount] < FAST_WARM || elapsed > 10 * interval) return null;
  const expected = n[S.fast];
  const least = leastEffect(tuning, expected);
  const spread = Math.max(n[S.fastSpread], 1.5 * step, least / 8);
  const deviation = sided(result - expected, side);
  const strong = deviation >= JUMP_SPREADS * spread && deviation >= JUMP_EFFECT * least;
  if (!strong && openChannel(state) !== RATE) return null;
  return {
    channel: RATE,
    voice: 'jump',
    spreads: NaN,
    score: priorRarity(deviation / spread),
    effect: deviation / least,
    expected,
    low: expected - 3 * spread,
    high: expected + 3 * spread,
    atOnce: !prediction.ready && deviation >= JUMP_AT_ONCE * least,
  };
}

function nominalVerdict(state: DatastreamState, { result }: Moment): Verdict | null {
  const nominal = state.n[S.nominal];
  if (Number.isNaN(nominal) || nominal === 0) return null;
  const half = Math.abs(nominal) * NOMINAL_SHARE;
  const effect = Math.abs(result - nominal) / half;
  if (effect < 1 && openChannel(state) !== SEASONAL) return null;
  const score = effect < 1 ? 0 : 9;
  return {
    channel: SEASONAL,
    voice: 'nominal',
    spreads: NaN,
    score,
    effect,
    expected: nominal,
    low: nominal - half,
    high: nominal + half,
    atOnce: true,
  };
}

const openChannel = (state: DatastreamState): number =>
  isOpen(state, SLOTS.value) ? state.n[slotAt(SLOTS.value) + A.kind] : NaN;

function consider(
  state: DatastreamState,
  context: DatastreamContext,
  settings: DetectionSettings,
  moment: Moment,
  verdict: Verdict | null,
  raise: number,
  changes: AnomalyChange[],
): void {
  const { n } = state;
  const { time, result, interval, prediction } = moment;
  if (verdict === null || verdict.score < raise || verdict.effect < 1) {
    n[S.pending] = 0;
    return;
  }
  const opinion = secondOpinion(state, settings, moment, verdict.effect, raise);
  if (opinion.foreseen && prediction.ready) {
    n[S.pending] = 0;
    return;
  }
  if (n[S.pending] === 0 || n[S.pendingChannel] !== verdict.channel) {
    n[S.pending] = 0;
    n[S.pendingTime] = time;
    n[S.pendingChannel] = verdict.channel;
  }
  n[S.pending]++;
  const persistence = verdict.channel === RATE || interval >= SLOW_MS ? 2 : settings.persistence;
  const atOnce = (verdict.atOnce || opinion.agrees) && !isSpiky(state);
  if (!atOnce && n[S.pending] < persistence) return;
  const { score, expected, low, high, channel, effect } = verdict;
  const values = {
    start: n[S.pendingTime],
    severity: severityOfEffect(effect),
    score,
    expected,
    low,
    high,
    kind: channel,
  };
  openSlot(state, SLOTS.value, { ...values, observed: result }, voicesOf(state, moment, verdict));
  n[S.pending] = 0;
  n[S.calm] = 0;
  noteRaised(state, context, settings, SLOTS.value, time, changes);
  askShadow(state, settings, moment, effect, raise);
}

function voicesOf(state: DatastreamState, moment: Moment, verdict: Verdict): Voices {
  const channels: [ChannelCode, number][] = [[verdict.voice, verdict.score]];
  const { side } = moment.tuning;
  const jump = verdict.channel === RATE || side === null ? null : jumpVerdict(state, moment, side);
  if (jump !== null) channels.push([jump.voice, jump.score]);
  const bank = lastVoice(state);
  if (bank[1] >= HEARD) channels.push([...bank]);
  return { channels: channels.sort(([, a], [, b]) => b - a), deviation: verdict.spreads };
}

function followOpen(
  state: DatastreamState,
  context: DatastreamContext,
  moment: Moment,
  verdict: Verdict | null,
  raise: number,
  changes: AnomalyChange[],
): void {
  const { n } = state;
  const { time, result, prediction, interval, tuning } = moment;
  const base = slotAt(SLOTS.value);
  const regime = n[base + A.kind] === RATE && !prediction.ready ? JUMP_REGIME_MS : tuning.regimeMs;
  if (time - n[base + A.start] > regime) {
    // It has lasted so long that it is the new normal: the levels start from here, at once.
    n[S.fastCount] = 0;
    if (!Number.isNaN(prediction.base)) n[S.level] = result - prediction.base;
    n[S.calm] = 0;
    endSlot(state, context, SLOTS.value, time, time, changes);
    return;
  }
  if (verdict === null || verdict.score < CLEAR_SHARE * raise || verdict.effect < CLEAR_SHARE) {
    if (n[S.calm]++ === 0) n[S.calmTime] = time;
    if (n[S.calm] < (interval >= SLOW_MS ? 2 : 3)) return;
    n[S.calm] = 0;
    endSlot(state, context, SLOTS.value, time, n[S.calmTime], changes);
    return;
  }
  n[S.calm] = 0;
  const severity = Math.max(severityOfEffect(verdict.effect), n[base + A.severity]);
  const told = Math.abs(n[base + A.observed] - n[base + A.expected]);
  const worse = severity > n[base + A.severity] || Math.abs(result - verdict.expected) >= MUCH_WORSE * told;
  const score = Math.max(verdict.score, n[base + A.score]);
  if (!worse) {
    n[base + A.score] = score;
    return;
  }
  const { expected, low, high } = verdict;
  const kept = { start: n[base + A.start], kind: n[base + A.kind] };
  const values = { ...kept, severity, score, observed: result, expected, low, high };
  openSlot(state, SLOTS.value, values, voicesOf(state, moment, verdict));
  noteWorse(state, context, SLOTS.value, time, changes);
}
