import { FEATURES, OUTPUTS, writeRow } from '@citywatch/detection';
import { feed, type Series } from './feeder.js';
import { crps } from './loss.js';
import type { Network } from './network.js';

const WEEK = 604_800_000;

/** Mean errors in spreads of the sensor, so that sensors of all kinds can be averaged; lower is better. */
export interface ForecastErrors {
  readonly steps: number;
  /** Mean absolute error of the network, of profile and short-term level, of "as now", and of "as a week ago". */
  readonly network: number;
  readonly level: number;
  readonly asNow: number;
  readonly weekAgo: number | null;
  /** Continuous ranked probability score of network and level; the level's scale is the best one for all its steps. */
  readonly networkCrps: number;
  readonly levelCrps: number;
  /** Share of steps outside the network's central 99 %: 0.01 were perfect. */
  readonly outside99: number;
}

/** Quantile of Student's t with four degrees of freedom that leaves half a percent above. */
const T_995 = 4.604;

interface Sums {
  steps: number;
  network: number;
  level: number;
  asNow: number;
  weekAgo: number;
  weeks: number;
  networkCrps: number;
  outside: number;
  readonly levelErrors: number[];
}

/** Judges a network on steps of series from the given one on, where profile and level have an expectation too. */
export function judge(network: Network, all: Iterable<readonly [series: Series, from: number]>): ForecastErrors {
  const sums: Sums = {
    ...{ steps: 0, network: 0, level: 0, asNow: 0, weekAgo: 0, weeks: 0, networkCrps: 0, outside: 0 },
    levelErrors: [],
  };
  const row = new Float32Array(FEATURES);
  for (const [series, from] of all)
    feed(series, ({ lane, at, target, level, toTarget }) => {
      if (at < from || Number.isNaN(level)) return;
      writeRow(lane, row, 0);
      const [mean, log] = network.forward(row, 0).slice(0, OUTPUTS);
      const scale = Math.exp(Math.min(4, Math.max(-4, log)));
      sums.steps++;
      sums.network += Math.abs(target - mean);
      sums.networkCrps += crps(mean, scale, target);
      if (Math.abs(target - mean) > T_995 * scale) sums.outside++;
      sums.level += Math.abs(target - level);
      sums.levelErrors.push(target - level);
      sums.asNow += Math.abs(target - toTarget(series.values[at - 1]));
      const before = series.values[at - WEEK / series.stepMs];
      if (before === undefined || Number.isNaN(before)) return;
      sums.weekAgo += Math.abs(target - toTarget(before));
      sums.weeks++;
    });
  return meanOf(sums);
}

function meanOf(sums: Sums): ForecastErrors {
  const { steps, weeks, levelErrors } = sums;
  const mean = (sum: number) => Math.round((sum / steps) * 10_000) / 10_000;
  return {
    steps,
    network: mean(sums.network),
    level: mean(sums.level),
    asNow: mean(sums.asNow),
    weekAgo: weeks < steps / 2 ? null : Math.round((sums.weekAgo / weeks) * 10_000) / 10_000,
    networkCrps: mean(sums.networkCrps),
    levelCrps: Math.round(bestCrps(levelErrors) * 10_000) / 10_000,
    outside99: mean(sums.outside),
  };
}

/** Errors of which the best scale is sought. */
const SOUGHT = 50_000;

/** The mean score with the one scale that makes it least, of a fine ladder of them. */
function bestCrps(errors: readonly number[]): number {
  const every = Math.ceil(errors.length / SOUGHT);
  const some = errors.filter((_, i) => i % every === 0);
  let best = Infinity;
  for (let scale = 0.02; scale < 3; scale *= 1.1)
    best = Math.min(best, some.reduce((sum, error) => sum + crps(0, scale, error), 0) / some.length);
  return best;
}
