import { QUALITY } from '@citywatch/contracts';
import type { AnomalyChange, DetectionSettings } from '../detector/context.js';
import { endSlot, isKnown, noteRaised, openSlot } from '../detector/slots.js';
import { S, SLOTS, isOpen, type DatastreamState } from '../detector/state.js';
import type { Arrival, Lane } from './lane.js';

/** Reports in a row that are off by the same time: one may be a message that was sent again. */
const REPORTS = 2;
/** How much of an interval two of them may differ by, and must be apart: old messages come in a burst, a clock keeps its pace. */
const PACE = 0.5;
const INFO = 0;

/** Looks at the clock of the Thing behind a report that was judged; its first Datastream keeps what is known. */
export function stepClock(
  lanes: readonly Lane[],
  settings: DetectionSettings,
  arrival: Arrival,
  changes: AnomalyChange[],
): void {
  const first = lanes.find(({ context }) => context.watchGap);
  if (first === undefined) return;
  const { n } = first.state;
  const judged = n[S.time] === arrival.time;
  const off = arrival.time - arrival.reference;
  if (!judged && off < -settings.lateMs) doubtClock(first, settings, arrival, changes);
  // A clock that stays behind overtakes its own past after hours; it is right again when it has made up for most of it.
  else if (judged && n[S.clockReports] > 0 && Math.abs(off) <= Math.abs(n[S.clockOff]) / 2)
    trustClock(first, arrival, changes);
  // What is late may stand at the time of a good reading, and is judged by nobody; the rest is known to be of another time.
  if (!judged || !isKnown(first.state, SLOTS.clock)) return;
  for (const { state } of lanes) if (state.n[S.time] === arrival.time) state.n[S.found] |= QUALITY.clock;
}

/**
 * A report whose phenomenonTime cannot be right: it speaks of the future, or of a past that the Thing has reported already.
 * Two in a row that are off by the same time are a wrong clock. The Thing is not silent meanwhile.
 */
export function doubtClock(
  { state, context }: Lane,
  settings: DetectionSettings,
  { time, reference }: Arrival,
  changes: AnomalyChange[],
): void {
  const { n } = state;
  const off = time - reference;
  const slack = PACE * Math.max(context.interval, n[S.interval]);
  const waited = reference - n[S.heard];
  const keepsPace = Math.abs(off - n[S.clockOff]) <= slack && waited >= slack;
  n[S.heard] = Math.max(reference, Number.isNaN(n[S.heard]) ? -Infinity : n[S.heard]);
  if (!keepsPace) {
    n[S.clockReports] = 1;
    n[S.clockOff] = off;
    n[S.clockSince] = reference;
    return;
  }
  n[S.clockReports]++;
  if (n[S.clockReports] < REPORTS || isOpen(state, SLOTS.clock)) return;
  const values = {
    start: n[S.clockSince],
    severity: INFO,
    score: 6,
    observed: NaN,
    expected: NaN,
    low: NaN,
    high: NaN,
    kind: n[S.clockOff],
  };
  openSlot(state, SLOTS.clock, values, null);
  noteRaised(state, context, settings, SLOTS.clock, reference, changes);
}

function trustClock({ state, context }: Lane, { time, reference }: Arrival, changes: AnomalyChange[]): void {
  forget(state);
  if (isOpen(state, SLOTS.clock)) endSlot(state, context, SLOTS.clock, reference, time, changes);
}

function forget({ n }: DatastreamState): void {
  n[S.clockReports] = 0;
  n[S.clockOff] = NaN;
  n[S.heard] = NaN;
}
