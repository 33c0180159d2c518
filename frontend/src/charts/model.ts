import type { HistoryAnswer } from '@citywatch/contracts';
import type { Format } from '../format/format';
import { applyScale, type Scale } from '../format/measure';
import { planLineAxis, type ValueAxis } from './axis';
import { type PlotRow, plottedValues, toRows } from './series';
import { type ChartFacts, chartFacts } from './summary';

/** All that a chart, its table and its sentence are drawn from. */
export interface ChartModel {
  readonly history: HistoryAnswer;
  readonly rows: readonly PlotRow[];
  readonly facts: ChartFacts;
  readonly scale: Scale;
  readonly axis: ValueAxis;
  /** A shown value as a number ("22.4"), and with its unit ("22.4 mph"). */
  number(value: number | null): string;
  figure(value: number): string;
}

/** Room that one interval of the y axis needs, px. */
const INTERVAL_HEIGHT = 52;

/** Builds the model for a plot of `height` px in the format's language and units. Pure. */
export function buildModel(
  history: HistoryAnswer,
  compare: HistoryAnswer | undefined,
  format: Format,
  height: number,
): ChartModel {
  const scale = format.scale(history.property, magnitude(history));
  const rows = toRows(history, compare, (value) => applyScale(scale, value));
  const intervals = Math.max(2, Math.floor(height / INTERVAL_HEIGHT));
  const number = (value: number | null) => format.number(value, decimalsFor(scale, value ?? 0));
  return {
    history,
    rows,
    facts: chartFacts(history, rows),
    scale,
    axis: planLineAxis(plottedValues(rows), intervals),
    number,
    figure: (value) => withUnit(number(value), scale),
  };
}

/** Means have a decimal where the single reading has none: 22.4 mph, but 880 vehicles/h. */
export const decimalsFor = (scale: Scale, value: number): number =>
  Math.abs(value) < 100 ? Math.max(1, scale.decimals) : scale.decimals;

/** Percent and degree signs stand against the figure. */
export const withUnit = (text: string, { unit }: Scale): string =>
  unit === '' ? text : unit === '%' || unit === '°' ? `${text}${unit}` : `${text} ${unit}`;

/** Largest value of a history in its stored unit: it decides between V and kV, once for the whole chart. */
export function magnitude(history: HistoryAnswer): number {
  let most = 0;
  for (const [, , min, max] of history.points) most = Math.max(most, Math.abs(min), Math.abs(max));
  return most;
}
