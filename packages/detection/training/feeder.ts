import {
  createState,
  DEFAULT_SETTINGS,
  expectationAt,
  expectedAt,
  ForecastLane,
  isForecastWanted,
  nextTarget,
  pushStep,
  step,
  stepsSince,
  zoneOffset,
  type DatastreamContext,
  type DetectionSettings,
} from '@citywatch/detection';
import { OBSERVED_PROPERTIES, propertyIndex } from '@citywatch/contracts';

/** One Datastream's steps: what is measured every `stepMs`, in the order of time; NaN where nothing was. */
export interface Series {
  readonly thing: string;
  readonly property: string;
  readonly nominal: number | null;
  readonly timeZone: string;
  readonly stepMs: number;
  /** Time of the first step's middle, ms. */
  readonly start: number;
  readonly values: Float32Array;
}

/** A step whose forecast can be learnt from, or judged: the lane is as it was before the step. */
export interface Lesson {
  readonly lane: ForecastLane;
  /** The step's place in the series. */
  readonly at: number;
  /** What the network should have said: the residual in spreads. */
  readonly target: number;
  /** What profile and short-term level expected, in the same unit; NaN while they are learning. */
  readonly level: number;
  /** A value in the same unit. */
  readonly toTarget: (value: number) => number;
}

/** Nothing is found here: lessons depend on what the profile learns, not on who may raise what. */
const QUIET: Omit<DetectionSettings, 'offsetAt'> = { ...DEFAULT_SETTINGS, gapIntervals: 1_000, detectors: new Set() };
const zones = new Map<string, DetectionSettings>();

function settingsOf(timeZone: string): DetectionSettings {
  const known = zones.get(timeZone) ?? { ...QUIET, offsetAt: zoneOffset(timeZone) };
  zones.set(timeZone, known);
  return known;
}

/** Leads a series through the detectors' own profile and window, as live, and tells of every step that can be forecast. */
export function feed(series: Series, take: (lesson: Lesson) => void): void {
  const settings = settingsOf(series.timeZone);
  const property = propertyIndex(series.property);
  const { step: resolution, domain } = OBSERVED_PROPERTIES[property];
  const state = createState(property, series.nominal);
  const lane = new ForecastLane();
  const { stepMs, thing } = series;
  const context: DatastreamContext = {
    datastream: 0,
    thing,
    property: series.property,
    domain,
    interval: stepMs,
    watchGap: false,
  };
  for (let at = 0; at < series.values.length; at++) {
    const value = series.values[at];
    if (Number.isNaN(value)) continue;
    const time = series.start + at * stepMs;
    const expected = expectedAt(state, time, settings.offsetAt, settings.holidayOn)?.expected ?? NaN;
    const now = expectationAt(state, time, settings);
    if (isForecastWanted(lane) && stepsSince(lane, { time, stepMs }) === 1) {
      const target = nextTarget(lane, value);
      const toTarget = (other: number) => nextTarget(lane, other);
      if (Number.isFinite(target)) take({ lane, at, target, level: toTarget(expected), toTarget });
    }
    step(state, context, settings, { time, result: value, quality: 0, live: false });
    const next = expectationAt(state, time + stepMs, settings);
    pushStep(lane, { time, stepMs, value, resolution, now, next }, value - now.base, true);
  }
}
