import { OBSERVED_PROPERTIES, propertyIndex, type DetectorKind, type ThingMetadata } from '@citywatch/contracts';
import { Backtest, type BacktestSettings } from '@citywatch/detection';
import type { Dataset, Row } from '@citywatch/ingest/replay/dataset';
import { reportOf } from '../data/judge-data.js';
import { quantile, share, sortedOf, sum } from '../score/statistics.js';
import { FAULT_KINDS, type FaultKind } from './fault.js';
import { inject, placeFaults, type Injected, type Placement, type Stretch } from './place.js';

const WEEK = 604_800_000;
const MINUTE = 60_000;
/** A fault is found until this many reports after its end. */
const GRACE_REPORTS = 2;

/** What became of the faults of one kind in one data set. */
export interface KindFigures {
  readonly kind: FaultKind;
  readonly faults: number;
  /** Share of which an anomaly was raised at one of its Things, and its property. */
  readonly recall: number;
  /** Share of the same stretches in which the untouched data raises one too. */
  readonly luck: number;
  /** Minutes from its beginning, half and nine tenths of the found ones. */
  readonly delayP50: number;
  readonly delayP90: number;
}

export interface InjectedFigures {
  readonly name: string;
  /** Things that faults happened to, and for how long they were judged. */
  readonly things: number;
  readonly weeks: number;
  /** Faults in all, and the share found. */
  readonly faults: number;
  readonly recall: number;
  /** A Thing and week of the same Things and time, untouched. What really happened there is no false alarm. */
  readonly alarms: number;
  readonly alarmsByDetector: Readonly<Record<string, number>>;
  readonly kinds: readonly KindFigures[];
  /** What was missed, for who tunes. */
  readonly missed: readonly string[];
}

/** An anomaly as it was said. */
export interface Raised {
  readonly thing: string;
  readonly property: string;
  readonly detector: DetectorKind;
  /** When it was said, by the stream's clock, ms. */
  readonly at: number;
}

/** What became of one fault. */
export interface Outcome {
  readonly fault: Injected;
  /** Ms from the beginning, or null. */
  readonly delay: number | null;
  readonly isLuck: boolean;
}

/**
 * Judges a real data set with faults put into it, once for each seed, and once as it is.
 * @param settings anew for every run: a forecaster's pool belongs to one
 */
export function judgeInjected(
  data: Dataset,
  settings: () => BacktestSettings,
  placement: Omit<Placement, 'seed'>,
  seeds: readonly number[],
): InjectedFigures {
  const until = data.rows[data.rows.length - 1].time;
  const ids = new Set(placement.things.map(({ thing }) => thing));
  const untouched = run(data, data.rows, settings()).filter(({ thing, at }) => ids.has(thing) && at >= placement.from);
  const outcomes = seeds.flatMap((seed) => {
    const faults = placeFaults(data, { ...placement, seed });
    const raised = run(data, inject(data.rows, faults), settings());
    return faults.map((fault) => outcomeOf(fault, placement.things, raised, untouched));
  });
  const weeks = (until - placement.from) / WEEK;
  const byDetector: Record<string, number> = {};
  for (const { detector } of untouched) byDetector[detector] = (byDetector[detector] ?? 0) + 1;
  return {
    name: data.mapping.name,
    things: ids.size,
    weeks,
    faults: outcomes.length,
    recall: share(outcomes.filter(({ delay }) => delay !== null).length, outcomes.length),
    alarms: untouched.length / ids.size / weeks,
    alarmsByDetector: byDetector,
    kinds: FAULT_KINDS.filter((kind) => placement.kinds.includes(kind)).map((kind) => figuresOf(kind, outcomes)),
    missed: outcomes.flatMap(({ fault, delay }) => (delay === null ? [wordsOf(fault)] : [])),
  };
}

function run({ mapping, things }: Dataset, rows: readonly Row[], settings: BacktestSettings): Raised[] {
  const raised: Raised[] = [];
  const backtest = new Backtest(settings, {
    write: () => undefined,
    refuse: (line, { code, detail }) => {
      throw new Error(`report ${line} of ${mapping.name}: ${code}: ${detail}`);
    },
    anomaly: ({ kind, anomaly: { thing, property, detector } }, now) => {
      if (kind === 'raised') raised.push({ thing, property, detector, at: now });
    },
  });
  for (const thing of things) backtest.takeThing(thing);
  for (const row of rows) backtest.takeReport(reportOf(row, mapping));
  backtest.end();
  return raised;
}

/** A fault is found by an anomaly at any Thing that it touches, while it touches it or soon after. */
export function outcomeOf(
  fault: Injected,
  things: readonly ThingMetadata[],
  raised: readonly Raised[],
  untouched: readonly Raised[],
): Outcome {
  const graceOf = ({ thing }: Stretch) =>
    GRACE_REPORTS * 1_000 * (things.find((other) => other.thing === thing)?.interval ?? 0);
  const within = (all: readonly Raised[]) =>
    fault.stretches.flatMap((stretch) =>
      all
        .filter(
          ({ thing, property, at }) =>
            thing === stretch.thing &&
            (stretch.property === null || property === stretch.property) &&
            at >= stretch.from &&
            at <= stretch.to + graceOf(stretch),
        )
        .map(({ at }) => at),
    );
  const beginning = Math.min(...fault.stretches.map(({ from }) => from));
  const found = within(raised);
  return {
    fault,
    delay: found.length === 0 ? null : Math.min(...found) - beginning,
    isLuck: within(untouched).length > 0,
  };
}

function figuresOf(kind: FaultKind, all: readonly Outcome[]): KindFigures {
  const mine = all.filter(({ fault }) => fault.kind === kind);
  const delays = sortedOf(mine.flatMap(({ delay }) => (delay === null ? [] : [delay / MINUTE])));
  return {
    kind,
    faults: mine.length,
    recall: share(delays.length, mine.length),
    luck: share(sum(mine.map(({ isLuck }) => (isLuck ? 1 : 0))), mine.length),
    delayP50: quantile(delays, 0.5),
    delayP90: quantile(delays, 0.9),
  };
}

const wordsOf = ({ kind, stretches: [{ thing, property, from, to }] }: Injected): string => {
  const unit = property === null ? '' : ` (${OBSERVED_PROPERTIES[propertyIndex(property)].unit})`;
  return `missed ${kind} ${thing} ${property ?? 'all'}${unit} ${new Date(from).toISOString()} to ${new Date(to).toISOString()}`;
};
