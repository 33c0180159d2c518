import type { ThingMetadata } from '@citywatch/contracts';
import { ForecastPool, type BacktestSettings } from '@citywatch/detection';
import { loadForecaster } from '@citywatch/forecaster';
import type { Dataset } from '@citywatch/ingest/replay/dataset';
import { DATA_SOURCES, readSource, settingsFor, type DataSource } from '../data/data-sets.service.js';
import { heldOutSeeds, tuningSeed } from '../split.js';
import type { FaultKind } from './fault.js';
import { judgeInjected, type InjectedFigures } from './judge-injected.js';
import { asMeters } from './meters.js';
import type { Placement } from './place.js';

/**
 * Sensors whose faults may be tuned on, and those that only judge: as training divides the real data. They share their days, and
 * all meters one area's load, so the halves are of other sensors but not of another city or year.
 */
export type Division = 'tuning' | 'held-out';

interface InjectedSet {
  readonly source: DataSource;
  readonly prepare: (data: Dataset) => Dataset;
  readonly from: (data: Dataset) => number;
  /** 0 or 1. */
  readonly halfOf: (thing: ThingMetadata, nth: number) => number;
  readonly placement: Pick<Placement, 'each' | 'apart' | 'kinds' | 'properties'>;
}

const NETWORK = 'forecast-1';
const HELD_OUT_SEEDS = 3;
const LONE: readonly FaultKind[] = ['stuck', 'drift', 'spike', 'level-shift', 'gap', 'noise-burst', 'error-code'];
const asIs = (data: Dataset): Dataset => data;
const [losAngeles, beijing, pjm] = DATA_SOURCES;

const SETS: readonly InjectedSet[] = [
  {
    source: losAngeles,
    prepare: asIs,
    // From Sunday on: three of five days, with one Saturday among them, are all that it has learnt.
    from: ({ rows }) => rows[0].time + 0.6 * (rows[rows.length - 1].time - rows[0].time),
    halfOf: (_, nth) => nth % 2,
    placement: { each: 10, apart: 48, kinds: [...LONE, 'crash'], properties: ['speed'] },
  },
  {
    source: beijing,
    prepare: asIs,
    from: () => Date.UTC(2016, 7, 31, 16),
    halfOf: (_, nth) => nth % 2,
    placement: {
      each: 8,
      apart: 48,
      kinds: LONE,
      properties: ['pm25', 'pm10', 'so2', 'no2', 'co', 'o3', 'temperature'],
    },
  },
  {
    source: pjm,
    prepare: asMeters,
    from: () => Date.UTC(2017, 0, 1, 5),
    halfOf: ({ feeder }) => Number(feeder?.id.slice(-1)) % 2,
    placement: { each: 10, apart: 72, kinds: [...LONE, 'feeder-fault'], properties: ['activePower'] },
  },
];

/**
 * Judges all real data sets with faults put into them, with the network as the product has it.
 * @param seeds of tuning; held out are the first three of the evaluation
 * @throws Error that names data which are missing
 */
export function judgeAllInjected(
  folders: { readonly data: string; readonly mappings: string },
  division: Division,
  seeds: readonly number[] = [],
): InjectedFigures[] {
  const drawn = division === 'tuning' ? seeds.map(tuningSeed) : heldOutSeeds().slice(0, HELD_OUT_SEEDS);
  return SETS.map(({ source, prepare, from, halfOf, placement }) => {
    const data = prepare(readSource(source, folders.data, folders.mappings));
    const half = division === 'tuning' ? 0 : 1;
    const things = data.things.filter((thing, nth) => halfOf(thing, nth) === half);
    return judgeInjected(
      data,
      () => withNetwork(settingsFor(source)),
      { ...placement, things, from: from(data) },
      drawn,
    );
  });
}

const withNetwork = (settings: BacktestSettings): BacktestSettings => ({
  detection: {
    ...settings.detection,
    forecast: { live: new ForecastPool(loadForecaster(NETWORK)), shadow: null },
  },
});
