import type { Interval } from '../score/statistics.js';
import { dot, FAINT, INK, line, MAIN, OTHER, path, picture, rect, text } from './svg.js';

const WIDTH = 640;
const TOP = 40;
const ROW = 24;

export interface Bar {
  readonly name: string;
  readonly value: number;
  /** Drawn as a whisker. */
  readonly interval?: Interval;
  readonly isOther?: boolean;
  readonly label: string;
}

/** Horizontal bars from 0 to `most`, one below the other, with whiskers where there is an interval. */
export function barChart(title: string, bars: readonly Bar[], most: number, left = 150): string {
  const x = (value: number) => left + (Math.min(most, Math.max(0, value)) / most) * (WIDTH - left - 70);
  const bottom = TOP + bars.length * ROW;
  const grid = [0, 0.25, 0.5, 0.75, 1].map((share) => line(x(share * most), TOP - 6, x(share * most), bottom));
  const marks = bars.flatMap(({ name, value, interval, isOther, label }, i) => {
    const y = TOP + i * ROW;
    const whisker =
      interval === undefined
        ? []
        : [
            line(x(interval.low), y + 8, x(interval.high), y + 8, INK, 2),
            ...[interval.low, interval.high].map((end) => line(x(end), y + 4, x(end), y + 12, INK, 2)),
          ];
    return [
      text(left - 8, y + 12, name, 'end'),
      rect(left, y, x(value) - left, 16, isOther ? OTHER : MAIN),
      ...whisker,
      text(WIDTH - 8, y + 12, label, 'end'),
    ];
  });
  return picture(WIDTH, bottom + 12, title, [...grid, ...marks]);
}

export interface CurvePoint {
  readonly x: number;
  readonly y: number;
  readonly label: string;
}

interface Axis {
  /** Said below the axis; the upright one is named by the title. */
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly number[];
  readonly show: (value: number) => string;
}

/** Points joined by a line; x on a logarithmic scale. `target` is a point that must be reached: it, or left above it. */
export function curveChart(
  title: string,
  points: readonly CurvePoint[],
  across: Axis,
  up: Axis,
  target: CurvePoint,
): string {
  const [left, right, bottom] = [60, WIDTH - 20, 300];
  const log = Math.log10;
  const x = (value: number) => {
    const share = (log(Math.max(across.from, value)) - log(across.from)) / (log(across.to) - log(across.from));
    return left + Math.min(1, share) * (right - left);
  };
  const y = (value: number) => bottom - ((value - up.from) / (up.to - up.from)) * (bottom - TOP);
  const marks = [
    ...across.ticks.flatMap((tick) => [
      line(x(tick), TOP, x(tick), bottom),
      text(x(tick), bottom + 18, across.show(tick), 'middle'),
    ]),
    ...up.ticks.flatMap((tick) => [
      line(left, y(tick), right, y(tick)),
      text(left - 8, y(tick) + 4, up.show(tick), 'end'),
    ]),
    text((left + right) / 2, bottom + 38, across.name, 'middle'),
    rect(left, TOP, x(target.x) - left, y(target.y) - TOP, `${MAIN}22`),
    text(left + 6, y(target.y) - 6, target.label),
    path(points.map((point) => [x(point.x), y(point.y)] as const)),
    ...points.flatMap((point) => [dot(x(point.x), y(point.y)), text(x(point.x) + 8, y(point.y) + 16, point.label)]),
  ];
  return picture(WIDTH, bottom + 52, title, marks);
}

/** How many values lie below each x: a line from 0 to 1. */
export function distributionChart(
  title: string,
  sorted: readonly number[],
  most: number,
  marksAt: readonly { readonly x: number; readonly label: string }[],
): string {
  const [left, right, bottom] = [60, WIDTH - 36, 260];
  const x = (value: number) => left + (Math.min(most, value) / most) * (right - left);
  const y = (share: number) => bottom - share * (bottom - TOP);
  const steps = sorted.flatMap((value, i) => [
    [x(value), y(i / sorted.length)] as const,
    [x(value), y((i + 1) / sorted.length)] as const,
  ]);
  const ticks = Array.from({ length: 7 }, (_, i) => (i * most) / 6);
  const marks = [
    ...ticks.flatMap((tick) => [
      line(x(tick), TOP, x(tick), bottom),
      text(x(tick), bottom + 18, `${tick} min`, 'middle'),
    ]),
    ...[0, 0.5, 0.9, 1].flatMap((share) => [
      line(left, y(share), right, y(share), FAINT),
      text(left - 8, y(share) + 4, `${share * 100} %`, 'end'),
    ]),
    path([[left, bottom], ...steps, [right, y(1)]]),
    ...marksAt.flatMap((mark) => [
      line(x(mark.x), TOP, x(mark.x), bottom, INK, 2),
      text(x(mark.x) + 6, bottom - 8, mark.label),
    ]),
  ];
  return picture(WIDTH, bottom + 32, title, marks);
}
