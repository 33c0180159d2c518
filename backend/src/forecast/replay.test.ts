import { expect, test } from '@jest/globals';
import { propertyIndex } from '@citywatch/contracts';
import { DEFAULT_SETTINGS, STATE_VERSION, zoneOffset, type AnomalyChange } from '@citywatch/detection';
import { DetectionChanges } from '../detection/detection-changes.js';
import { PartitionDetector, type DatastreamRow } from '../detection/partition-detector.js';
import type { PlannedReport } from '../detection/plan-reports.js';
import { ForecastModels } from './forecast-models.service.js';

const STEP = 300_000;
const START = Date.UTC(2026, 8, 10, 5);
const STEPS = 6 * 288;
const THINGS = ['t0', 't1'];
const PROPERTIES = ['speed', 'flow'] as const;

let seed = 7;
/** Seeded, 0 to 1. */
function random(): number {
  seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
  return seed / 2 ** 32;
}

/** Six days of two detectors; twice in the last days the speed falls. */
const reports: PlannedReport[] = [];
for (let i = 0; i < STEPS; i++)
  THINGS.forEach((thing, nth) => {
    const hour = (i % 288) / 12;
    const rush = Math.exp(-(((hour - 8) / 2) ** 2));
    const fallen = [1_500, 1_640].some((from) => i >= from + nth && i < from + 8) ? 30 : 0;
    const results = [Math.max(3, 62 - 20 * rush - fallen + 3 * (random() - 0.5)), 400 + 900 * rush + 60 * random()];
    const phenomenonTime = START + i * STEP + nth * 20_000;
    const properties = PROPERTIES.map((id) => propertyIndex(id));
    const who = { domain: 'traffic', thing, operator: 'op', sequence: i } as const;
    const report = { ...who, phenomenonTime, properties, results, qualities: [0, 0] };
    const came = { reference: phenomenonTime, wrongClock: false, live: true, backfill: false };
    reports.push({ offset: reports.length, report, ...came });
  });

const rowsOf = (saved: ReadonlyMap<number, Pick<DatastreamRow, 'state' | 'slow'>>): DatastreamRow[] =>
  THINGS.flatMap((thing, nth) =>
    PROPERTIES.map((property, i) => {
      const datastream = nth * PROPERTIES.length + i + 1;
      const known = saved.get(datastream);
      const version = known === undefined ? null : STATE_VERSION;
      const same = { thing, property, domain: 'traffic', intervalMs: STEP, nominal: null, first: i === 0 } as const;
      return { ...same, datastream, version, state: known?.state ?? null, slow: known?.slow ?? null };
    }),
  );

function detectorOf(saved: Parameters<typeof rowsOf>[0]): { detector: PartitionDetector; forecasts: () => number } {
  const models = new ForecastModels({ model: 'forecast-1', shadow: null });
  const settings = { ...DEFAULT_SETTINGS, offsetAt: zoneOffset('America/Chicago'), forecast: models.settings };
  const detector = new PartitionDetector(new DetectionChanges(settings));
  detector.add(rowsOf(saved));
  return { detector, forecasts: () => models.reports[0].forecasts };
}

function judge(detector: PartitionDetector, from: number, to: number): AnomalyChange[] {
  const changes: AnomalyChange[] = [];
  for (let at = from; at < to;) {
    const size = Math.min(to - at, 1 + Math.floor(random() * 400));
    changes.push(...detector.judge(reports.slice(at, at + size)));
    at += size;
  }
  return changes;
}

test('a detector that is killed anywhere finds the same as one that was not, with the network', () => {
  const { detector, forecasts } = detectorOf(new Map());
  const undisturbed = judge(detector, 0, reports.length);
  expect(forecasts()).toBeGreaterThan(6_000);
  expect(undisturbed.filter(({ kind }) => kind === 'raised').length).toBeGreaterThan(2);
  for (let kill = 0; kill < 3; kill++) {
    const saved = new Map<number, Pick<DatastreamRow, 'state' | 'slow'>>();
    const keep = (from: PartitionDetector) => {
      for (const { datastream, bytes, slow } of from.takeDirty())
        saved.set(datastream, { state: bytes, slow: slow ?? saved.get(datastream)?.slow ?? null });
    };
    const first = detectorOf(saved).detector;
    const early = Math.floor(reports.length * 0.5 * random());
    const checkpoint = Math.floor(reports.length * (0.85 + 0.1 * random()));
    const found = judge(first, 0, early);
    keep(first);
    found.push(...judge(first, early, checkpoint));
    keep(first);
    // What it still found is lost with it, and found again.
    judge(first, checkpoint, Math.min(reports.length, checkpoint + 200));
    found.push(...judge(detectorOf(saved).detector, checkpoint, reports.length));
    expect(found).toEqual(undisturbed);
  }
});
