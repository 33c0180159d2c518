import {
  CHANNEL_CODES,
  OBSERVED_PROPERTIES,
  SEVERITIES,
  type AnomalyWhy,
  type ChannelCode,
  type DetectorKind,
  type Reason,
  type Severity,
} from '@citywatch/contracts';
import { hash64 } from '../hash.js';
import { DETECTOR_VERSION, type AnomalyChange, type DatastreamContext, type DetectionSettings } from './context.js';
import { rankOf } from './rank.js';
import { A, S, SLOTS, isOpen, slotAt, type DatastreamState, type Slot } from './state.js';

/** What an open anomaly's slot keeps. `kind` means: value slot 0 seasonal, 1 rate; stuck: readings in the run; clock: ms that it is off. */
export interface SlotValues {
  readonly start: number;
  readonly severity: number;
  readonly score: number;
  readonly observed: number;
  readonly expected: number;
  readonly low: number;
  readonly high: number;
  readonly kind: number;
}

/** What spoke for an anomaly, strongest first, and how large its deviation is in spreads (NaN: not to be ranked). */
export interface Voices {
  readonly channels: readonly (readonly [channel: ChannelCode, score: number])[];
  readonly deviation: number;
}

const KEYS = ['start', 'severity', 'score', 'observed', 'expected', 'low', 'high', 'kind'] as const;

/** Opens a slot, or changes what an open one keeps; `voices` null: nothing is known of why. */
export function openSlot(state: DatastreamState, slot: Slot, values: SlotValues, voices: Voices | null): void {
  const { n } = state;
  const at = slotAt(slot);
  if (!isOpen(state, slot)) n[at + A.silent] = 0;
  for (const key of KEYS) n[at + A[key]] = values[key];
  const rank = rankOf(state, voices?.deviation ?? NaN);
  n[at + A.place] = rank?.place ?? 0;
  n[at + A.days] = rank?.days ?? 0;
  const [first, next] = voices?.channels ?? [];
  n[at + A.first] = first === undefined ? -1 : CHANNEL_CODES.indexOf(first[0]);
  n[at + A.firstScore] = first?.[1] ?? 0;
  n[at + A.next] = next === undefined ? -1 : CHANNEL_CODES.indexOf(next[0]);
  n[at + A.nextScore] = next?.[1] ?? 0;
}

/** Kinds that have a slot here: one observation after the other, all else is judged elsewhere. */
type SlotDetector = Extract<
  DetectorKind,
  'seasonal' | 'rate' | 'stuck' | 'range' | 'gap' | 'pattern' | 'forecast' | 'clock' | 'consistency'
>;
const DETECTOR: Readonly<Record<Exclude<Slot, 0>, SlotDetector>> = {
  1: 'stuck',
  2: 'range',
  3: 'gap',
  4: 'pattern',
  5: 'forecast',
  6: 'clock',
  7: 'consistency',
};

const kindOf = (state: DatastreamState, slot: Slot): SlotDetector =>
  slot !== SLOTS.value ? DETECTOR[slot] : state.n[slotAt(slot) + A.kind] === 1 ? 'rate' : 'seasonal';

/** Says that a slot's anomaly began, unless its kind runs in shadow: then nothing is said until it ends either. */
export function noteRaised(
  state: DatastreamState,
  context: DatastreamContext,
  settings: DetectionSettings,
  slot: Slot,
  at: number,
  changes: AnomalyChange[],
): void {
  if (settings.detectors.has(kindOf(state, slot))) changes.push(changeOf(state, context, slot, 'raised', at, null));
  else state.n[slotAt(slot) + A.silent] = 1;
}

/** Says that a slot's anomaly got worse. */
export function noteWorse(
  state: DatastreamState,
  context: DatastreamContext,
  slot: Slot,
  at: number,
  changes: AnomalyChange[],
): void {
  if (state.n[slotAt(slot) + A.silent] === 0) changes.push(changeOf(state, context, slot, 'updated', at, null));
}

/** Ends a slot's anomaly, and says so. */
export function endSlot(
  state: DatastreamState,
  context: DatastreamContext,
  slot: Slot,
  at: number,
  end: number,
  changes: AnomalyChange[],
): void {
  if (state.n[slotAt(slot) + A.silent] === 0) changes.push(changeOf(state, context, slot, 'cleared', at, end));
  state.n[slotAt(slot) + A.start] = NaN;
}

/** True where an anomaly is open that others must respect: one in shadow is none. */
export const isKnown = (state: DatastreamState, slot: Slot): boolean =>
  isOpen(state, slot) && state.n[slotAt(slot) + A.silent] === 0;

/** What a pattern's `kind` means: a place in this list. */
export const PATTERNS = [
  'drifting-up',
  'drifting-down',
  'spiky',
  'unsteady',
  'level-shifted',
  'unusual-pattern',
  'jumped-up',
] as const;

const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value);

/** The change that a slot's values are, as the log gets it. `end` is null but for 'cleared'. */
function changeOf(
  state: DatastreamState,
  context: DatastreamContext,
  slot: Slot,
  kind: AnomalyChange['kind'],
  at: number,
  end: number | null,
): AnomalyChange {
  const base = slotAt(slot);
  const value = (key: keyof typeof A) => state.n[base + A[key]];
  const detector = kindOf(state, slot);
  const start = value('start');
  return {
    kind,
    at,
    anomaly: {
      id: anomalyId(context, detector, start),
      datastream: context.datastream,
      thing: context.thing,
      property: context.property,
      domain: context.domain,
      detector,
      // The model's number is all that differs between forecasters.
      detectorVersion: detector === 'forecast' ? `forecast-${value('kind')}` : DETECTOR_VERSION[detector],
      start,
      end,
      severity: SEVERITIES[value('severity')] as Severity,
      score: round(value('score')),
      observed: orNull(value('observed')),
      expected: orNull(value('expected')),
      low: orNull(value('low')),
      high: orNull(value('high')),
      reason: reasonOf(state, detector, value),
      why: whyOf(value),
    },
  };
}

/** Derives from what it is, not from the database's numbers: the same messages make the same id everywhere. */
export const anomalyId = (context: DatastreamContext, detector: DetectorKind, start: number): string =>
  `a-${hash64(`${context.thing}\n${context.property}\n${detector}\n${start}`)}`;

/** Null where no channel spoke: silence and impossible values need no reasons. Neighbours are asked by others. */
function whyOf(value: (key: keyof typeof A) => number): AnomalyWhy | null {
  const channels = (
    [
      [value('first'), value('firstScore')],
      [value('next'), value('nextScore')],
    ] as const
  )
    .filter(([code]) => code >= 0)
    .map(([code, score]) => ({ channel: CHANNEL_CODES[code], score: round(score) }));
  if (channels.length === 0) return null;
  const place = value('place');
  return { channels, rank: place > 0 ? { place, days: value('days') } : null, neighbours: null };
}

const round = (value: number): number => Math.round(value * 1_000) / 1_000;

function reasonOf(state: DatastreamState, detector: SlotDetector, value: (key: keyof typeof A) => number): Reason {
  const property = OBSERVED_PROPERTIES[state.n[S.property]];
  const observed = value('observed');
  const expected = value('expected');
  const figures = { property: property.id, observed: round(observed), expected: round(expected) };
  const [low, high] = [round(value('low')), round(value('high'))];
  switch (detector) {
    case 'seasonal':
    case 'forecast':
      return { code: observed > expected ? 'above-expected' : 'below-expected', params: { ...figures, low, high } };
    case 'rate':
      return { code: observed > expected ? 'jumped-up' : 'jumped-down', params: figures };
    case 'stuck':
      return {
        code: 'stuck',
        params: {
          property: property.id,
          observed: round(observed),
          count: value('kind'),
          seconds: value('expected') / 1_000,
        },
      };
    case 'range':
      return {
        code: 'out-of-range',
        params: {
          property: property.id,
          observed: round(observed),
          low: property.plausible[0],
          high: property.plausible[1],
        },
      };
    case 'pattern':
      return { code: PATTERNS[value('kind')], params: { ...figures, low, high } };
    case 'consistency':
      return { code: 'contradicts', params: figures };
    case 'clock':
      return {
        code: value('kind') > 0 ? 'clock-ahead' : 'clock-behind',
        params: { seconds: Math.abs(value('kind')) / 1_000 },
      };
    case 'gap':
      return { code: 'silent', params: { seconds: value('kind') / 1_000, interval: value('expected') / 1_000 } };
  }
}
