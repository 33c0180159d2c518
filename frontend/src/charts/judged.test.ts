import type { Anomaly, HistoryAnswer } from '@citywatch/contracts';
import { evidenceOf, judgementOf } from './judged';

const MINUTE = 60_000;
const anomaly: Anomaly = {
  id: 'a1',
  datastream: 1,
  thing: 't1',
  property: 'speed',
  domain: 'traffic',
  detector: 'consistency',
  detectorVersion: 'consistency-1',
  start: 2 * MINUTE,
  end: null,
  severity: 'minor',
  score: 4,
  observed: 71,
  expected: 52,
  low: 48,
  high: 56,
  reason: { code: 'contradicts', params: {} },
};
const history = (over: Partial<Anomaly> = {}): HistoryAnswer => ({
  datastream: 1,
  thing: 't1',
  property: 'speed',
  unit: 'km/h',
  from: 0,
  to: 6 * MINUTE,
  resolution: 'raw',
  readings: 6,
  points: [71, 60, 62, 71, 71, 65].map((value, i) => [i * MINUTE, value, value, value, 1] as const),
  expected: [0, 1, 2, 3, 4, 5].map((i) => [i * MINUTE, 60, 55, 75] as const),
  anomalies: [{ ...anomaly, ...over }],
});

it('leaves the band of the hour out where a sensor contradicts itself, and keeps what its other readings said', () => {
  expect(evidenceOf(history(), 'a1').expected).toEqual([[3 * MINUTE, 52, 48, 56]]);
  expect(judgementOf(history(), 'a1')).toEqual({ by: 'consistency', low: 48, high: 56 });
});

it('does the same for what neighbours and the forecaster judged', () => {
  for (const detector of ['peers', 'forecast'] as const)
    expect(evidenceOf(history({ detector }), 'a1').expected).toHaveLength(1);
});

it('keeps the band where the hour judged, and for an anomaly that it does not know', () => {
  expect(evidenceOf(history({ detector: 'seasonal' }), 'a1').expected).toHaveLength(6);
  expect(judgementOf(history({ detector: 'seasonal' }), 'a1')).toBeNull();
  expect(evidenceOf(history(), 'a2').expected).toHaveLength(6);
});

it('draws no band where none is kept, or no reading of the anomaly shows', () => {
  expect(evidenceOf(history({ low: null }), 'a1').expected).toEqual([]);
  expect(evidenceOf(history({ start: 7 * MINUTE }), 'a1').expected).toEqual([]);
});
