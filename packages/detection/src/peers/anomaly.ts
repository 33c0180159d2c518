import { type Anomaly } from '@citywatch/contracts';
import {
  DETECTOR_VERSION,
  raiseLevel,
  type AnomalyChange,
  type DatastreamContext,
  type DetectionSettings,
} from '../detector/context.js';
import { anomalyId } from '../detector/slots.js';
import type { PeerVerdict } from './judge.js';
import { P, type PeerState } from './peer-state.js';
import type { PeerSettings } from './settings.js';

interface Judged {
  readonly context: DatastreamContext;
  readonly state: PeerState;
}

const round = (value: number): number => Math.round(value * 1_000) / 1_000;

/**
 * Raises, follows and ends the doubt about one sensor with one step's verdict (null: it was not heard of for too long).
 * @returns true while a doubt is open or may be beginning: nothing is learnt from such a step
 */
export function stepAnomaly(
  { context, state }: Judged,
  at: number,
  verdict: PeerVerdict | null,
  detection: DetectionSettings,
  settings: PeerSettings,
  changes: AnomalyChange[],
): boolean {
  const { n } = state;
  const raise = raiseLevel(detection, settings.stepMs, context.shift);
  const isOpen = !Number.isNaN(n[P.start]);
  if (verdict === null) {
    if (isOpen) end(context, state, at, Math.max(n[P.judgedTime], n[P.start]), changes);
    return false;
  }
  n[P.judgedTime] = at;
  const suspicious = verdict.score >= raise / 2 && verdict.effect >= 0.5;
  if (isOpen) {
    follow(context, state, at, verdict, suspicious, settings, changes);
    return !Number.isNaN(n[P.start]);
  }
  if (verdict.score < raise || verdict.effect < 1 || n[P.stepOpen] !== 0) n[P.pending] = 0;
  else consider(context, state, at, verdict, detection, settings, changes);
  // What stays suspicious for so long without being raised is how this sensor is.
  if (!suspicious || Number.isNaN(n[P.calmTime])) n[P.calmTime] = at;
  return suspicious && at - n[P.calmTime] < settings.regimeMs;
}

function consider(
  context: DatastreamContext,
  state: PeerState,
  at: number,
  verdict: PeerVerdict,
  detection: DetectionSettings,
  settings: PeerSettings,
  changes: AnomalyChange[],
): void {
  const { n } = state;
  const side = Math.sign(verdict.deviation);
  if (n[P.pending] === 0 || n[P.side] !== side) {
    n[P.pending] = 0;
    n[P.side] = side;
    n[P.pendingTime] = at - settings.stepMs;
  }
  n[P.pending]++;
  const needed = context.interval > settings.stepMs ? 2 : settings.persistence;
  if (n[P.pending] < needed || n[P.lessons] < settings.warmSteps) return;
  n[P.start] = n[P.pendingTime];
  n[P.pending] = 0;
  n[P.calm] = 0;
  n[P.silent] = detection.detectors.has('peers') ? 0 : 1;
  keep(n, verdict);
  if (n[P.silent] === 0) changes.push({ kind: 'raised', at, anomaly: anomalyOf(context, state, null) });
}

function keep(n: Float64Array, { score, observed, should, low, high, asked }: PeerVerdict): void {
  n[P.score] = score;
  n[P.observed] = observed;
  n[P.should] = should;
  n[P.low] = low;
  n[P.high] = high;
  n[P.asked] = asked;
}

function follow(
  context: DatastreamContext,
  state: PeerState,
  at: number,
  verdict: PeerVerdict,
  suspicious: boolean,
  settings: PeerSettings,
  changes: AnomalyChange[],
): void {
  const { n } = state;
  if (at - n[P.start] > settings.regimeMs) {
    // It has lasted so long that this is how the sensor reads now.
    n[P.offset] = verdict.difference;
    end(context, state, at, at, changes);
  } else if (suspicious) {
    n[P.calm] = 0;
    if (verdict.score > n[P.score]) keep(n, verdict);
  } else {
    if (n[P.calm]++ === 0) n[P.calmTime] = at - settings.stepMs;
    if (n[P.calm] >= settings.calmSteps) end(context, state, at, Math.max(n[P.calmTime], n[P.start]), changes);
  }
}

function end(context: DatastreamContext, state: PeerState, at: number, until: number, changes: AnomalyChange[]): void {
  if (state.n[P.silent] === 0) changes.push({ kind: 'cleared', at, anomaly: anomalyOf(context, state, until) });
  state.n[P.start] = NaN;
  state.n[P.calm] = 0;
  state.n[P.calmTime] = at;
}

/** A doubt about a sensor is minor, however large: its neighbours measure the same thing and see nothing. */
function anomalyOf(context: DatastreamContext, { n }: PeerState, until: number | null): Anomaly {
  const [observed, expected] = [round(n[P.observed]), round(n[P.should])];
  const { datastream, thing, property, domain } = context;
  const params = {
    property,
    difference: round(Math.abs(n[P.observed] - n[P.should])),
    count: n[P.asked],
    observed,
    expected,
  };
  return {
    id: anomalyId(context, 'peers', n[P.start]),
    datastream,
    thing,
    property,
    domain,
    detector: 'peers',
    detectorVersion: DETECTOR_VERSION.peers,
    start: n[P.start],
    end: until,
    severity: 'minor',
    score: round(n[P.score]),
    observed,
    expected,
    low: round(n[P.low]),
    high: round(n[P.high]),
    reason: { code: observed > expected ? 'above-neighbours' : 'below-neighbours', params },
    why: {
      channels: [{ channel: 'neighbours', score: round(n[P.score]) }],
      rank: null,
      neighbours: { agreeing: 0, asked: n[P.asked] },
    },
  };
}
