import { OBSERVED_PROPERTIES, SEVERITIES, type DetectorKind, type Reason, type Severity } from '@citywatch/contracts';
import { hash64 } from '../hash.js';
import { DETECTOR_VERSION, type AnomalyChange, type DatastreamContext } from './context.js';
import { A, S, SLOTS, slotAt, type DatastreamState, type Slot } from './state.js';

/** What an open anomaly's slot keeps. `kind` means: value slot 0 seasonal, 1 rate; stuck: readings in the run. */
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

export function openSlot(state: DatastreamState, slot: Slot, values: SlotValues): void {
  const at = slotAt(slot);
  for (const key of Object.keys(A) as (keyof typeof A)[]) state.n[at + A[key]] = values[key];
}

export const closeSlot = (state: DatastreamState, slot: Slot): void => {
  state.n[slotAt(slot) + A.start] = NaN;
};

const DETECTOR: Readonly<Record<Exclude<Slot, 0>, DetectorKind>> = { 1: 'stuck', 2: 'range', 3: 'gap' };
const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value);

/** The change that a slot's values are, as the log gets it. `end` is null but for 'cleared'. */
export function changeOf(
  state: DatastreamState,
  context: DatastreamContext,
  slot: Slot,
  kind: AnomalyChange['kind'],
  at: number,
  end: number | null,
): AnomalyChange {
  const base = slotAt(slot);
  const value = (key: keyof typeof A) => state.n[base + A[key]];
  const detector = slot === SLOTS.value ? (value('kind') === 1 ? 'rate' : 'seasonal') : DETECTOR[slot];
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
      detectorVersion: DETECTOR_VERSION[detector],
      start,
      end,
      severity: SEVERITIES[value('severity')] as Severity,
      score: round(value('score')),
      observed: orNull(value('observed')),
      expected: orNull(value('expected')),
      low: orNull(value('low')),
      high: orNull(value('high')),
      reason: reasonOf(state, detector, value),
    },
  };
}

/** Derives from what it is, not from the database's numbers: the same messages make the same id everywhere. */
export const anomalyId = (context: DatastreamContext, detector: DetectorKind, start: number): string =>
  `a-${hash64(`${context.thing}\n${context.property}\n${detector}\n${start}`)}`;

const round = (value: number): number => Math.round(value * 1_000) / 1_000;

function reasonOf(state: DatastreamState, detector: DetectorKind, value: (key: keyof typeof A) => number): Reason {
  const property = OBSERVED_PROPERTIES[state.n[S.property]];
  const observed = value('observed');
  const expected = value('expected');
  const figures = { property: property.id, observed: round(observed), expected: round(expected) };
  const [low, high] = [round(value('low')), round(value('high'))];
  switch (detector) {
    case 'seasonal':
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
    case 'gap':
      return { code: 'silent', params: { seconds: value('kind') / 1_000, interval: value('expected') / 1_000 } };
  }
}
