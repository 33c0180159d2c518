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
  /** A tick of the axis, all with as many decimals as the finest needs. */
  tick(value: number): string;
  /** A difference: with its sign, but none where it rounds to nothing. */
  signed(value: number): string;
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
  const axis = planLineAxis(plottedValues(rows), intervals);
  const decimals = axis.ticks.reduce((most, tick) => Math.max(most, String(tick).split('.')[1]?.length ?? 0), 0);
  const number = (value: number | null) => format.number(value, decimalsFor(scale, value ?? 0));
  return {
    history,
    rows,
    facts: chartFacts(history, rows),
    scale,
    axis,
    tick: (value) => format.number(value, decimals),
    number,
    figure: (value) => withUnit(number(value), scale),
    signed: (value) => withSign(value, number),
  };
}

/** Means have a decimal where the single reading has none: 22.4 mph, but 880 vehicles/h. */
export const decimalsFor = (scale: Scale, value: number): number =>
  Math.abs(value) < 100 ? Math.max(1, scale.decimals) : scale.decimals;

/** "+2.4", "−0.3", and "0.0" without a sign: a rounding of nothing has no direction. */
export const withSign = (value: number, number: (value: number) => string): string =>
  value > 0 && number(value) !== number(0) ? `+${number(value)}` : number(value);

/** Percent and degree signs stand against the figure. */
export const withUnit = (text: string, { unit }: Scale): string =>
  unit === '' ? text : unit === '%' || unit === '°' ? `${text}${unit}` : `${text} ${unit}`;

/** Largest value of a history in its stored unit: it decides between V and kV, once for the whole chart. */
export function magnitude(history: HistoryAnswer): number {
  let most = 0;
  for (const [, , min, max] of history.points) most = Math.max(most, Math.abs(min), Math.abs(max));
  return most;
}
