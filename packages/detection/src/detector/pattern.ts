import { OBSERVED_PROPERTIES, type ChannelCode } from '@citywatch/contracts';
import type { AnomalyChange, DatastreamContext, DetectionSettings } from './context.js';
import { PATTERNS, endSlot, noteRaised, noteWorse, openSlot, type Voices } from './slots.js';
import { A, S, SLOTS, isOpen, slotAt, type DatastreamState } from './state.js';

export type PatternCode = (typeof PATTERNS)[number];

/** One step's, or one wild reading's, evidence for a pattern. */
export interface PatternVerdict {
  readonly code: PatternCode;
  readonly score: number;
  readonly severity: number;
  readonly observed: number;
  readonly expected: number;
  readonly low: number;
  readonly high: number;
  readonly channels: readonly (readonly [channel: ChannelCode, score: number])[];
  readonly deviation: number;
}

/** A step's evidence, with its deviation as a multiple of what is worth a look. */
export interface StepVerdict extends PatternVerdict {
  readonly effect: number;
}

export const openPattern = (state: DatastreamState): PatternCode | null =>
  isOpen(state, SLOTS.pattern) ? PATTERNS[state.n[slotAt(SLOTS.pattern) + A.kind]] : null;

/** Raises a pattern, or takes over what got worse. */
export function sayPattern(
  state: DatastreamState,
  context: DatastreamContext,
  settings: DetectionSettings,
  start: number,
  at: number,
  verdict: PatternVerdict,
  changes: AnomalyChange[],
): void {
  const { n } = state;
  const base = slotAt(SLOTS.pattern);
  const open = isOpen(state, SLOTS.pattern);
  const worse = open && verdict.severity > n[base + A.severity];
  if (open && !worse && verdict.score <= n[base + A.score]) return;
  const [min, max] = OBSERVED_PROPERTIES[n[S.property]].plausible;
  const values = {
    start: open ? n[base + A.start] : start,
    severity: open ? Math.max(n[base + A.severity], verdict.severity) : verdict.severity,
    score: verdict.score,
    observed: verdict.observed,
    expected: verdict.expected,
    low: Math.max(min, verdict.low),
    high: Math.min(max, verdict.high),
    kind: PATTERNS.indexOf(verdict.code),
  };
  const voices: Voices = { channels: verdict.channels, deviation: verdict.deviation };
  openSlot(state, SLOTS.pattern, values, voices);
  n[S.patternCalm] = 0;
  if (!open) noteRaised(state, context, settings, SLOTS.pattern, at, changes);
  else if (worse) noteWorse(state, context, SLOTS.pattern, at, changes);
}

export function endPattern(
  state: DatastreamState,
  context: DatastreamContext,
  at: number,
  end: number,
  changes: AnomalyChange[],
): void {
  endSlot(state, context, SLOTS.pattern, at, end, changes);
  state.n[S.patternPending] = 0;
  state.n[S.patternCalm] = 0;
}
