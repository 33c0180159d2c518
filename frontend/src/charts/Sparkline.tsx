import type { HistoryAnswer, Severity } from '@citywatch/contracts';
import { type ReactNode, useMemo } from 'react';
import './charts.css';
import { type PlotRow, plottedValues, stretchLines, findStretches, toRows } from './series';

export interface SparklineProps {
  readonly history: HistoryAnswer;
  /** px */
  readonly width: number;
  readonly height: number;
  /** Said to those who do not see it; without it the drawing is decoration beside the same figure in words. */
  readonly label?: string;
}

const same = (value: number): number => value;

/** A series the size of a word: expected band behind, line in front, abnormal stretches in their colour, a dot at the end. No axes; the whole band shows. */
export function Sparkline({ history, width, height, label }: SparklineProps): ReactNode {
  const drawing = useMemo(() => draw(history, width, height), [history, width, height]);
  return (
    <svg
      className="spark"
      width={width}
      height={height}
      role={label === undefined ? undefined : 'img'}
      aria-label={label}
      aria-hidden={label === undefined}
    >
      <path className="band" d={drawing.band} />
      <path className="line" d={drawing.line} />
      {drawing.abnormal.map(({ severity, path }) => (
        <path key={severity} className={`line ${severity}`} d={path} />
      ))}
      {drawing.end !== null && (
        <circle className={`end ${drawing.end.severity ?? ''}`} cx={drawing.end.x} cy={drawing.end.y} r={2.5} />
      )}
    </svg>
  );
}

function draw(history: HistoryAnswer, width: number, height: number) {
  const rows = toRows(history, undefined, same);
  // The range of single readings would flatten the line; the band must be whole.
  const values = [...plottedValues(rows.map((row) => ({ ...row, minmax: null })))];
  const low = values.reduce((a, b) => Math.min(a, b), Infinity);
  const high = values.reduce((a, b) => Math.max(a, b), -Infinity);
  const span = high - low || 1;
  const x = (time: number) => 1 + ((time - history.from) / (history.to - history.from || 1)) * (width - 6);
  const y = (value: number) => height - 3 - ((value - low) / span) * (height - 6);
  const stretches = findStretches(rows);
  const coloured = stretchLines(rows, stretches);
  const severities = [...new Set(stretches.map((s) => s.severity))];
  const last = rows.findLast((row) => row.mean !== null);
  return {
    band: bandPath(rows, x, y),
    line: linePath(
      rows.map((row) => [row.time, row.mean]),
      x,
      y,
    ),
    abnormal: severities.map((severity: Severity) => ({
      severity,
      path: linePath(
        coloured.map((row) => [row.time, row[severity] ?? null]),
        x,
        y,
      ),
    })),
    end: last === undefined ? null : { x: x(last.time), y: y(last.mean ?? 0), severity: last.severity },
  };
}

type Place = (value: number) => number;
const at = (x: number, y: number): string => `${x.toFixed(1)} ${y.toFixed(1)}`;

/** A path that is lifted wherever there is no value. */
function linePath(points: readonly (readonly [number, number | null])[], x: Place, y: Place): string {
  let path = '';
  let drawing = false;
  for (const [time, value] of points) {
    // "h0": a point alone is a line of no length, which a round cap makes visible.
    if (value !== null) path += drawing ? `L${at(x(time), y(value))}` : `M${at(x(time), y(value))}h0`;
    drawing = value !== null;
  }
  return path;
}

/** One closed outline for each run of rows that have a band. */
function bandPath(rows: readonly PlotRow[], x: Place, y: Place): string {
  let path = '';
  let top: string[] = [];
  let bottom: string[] = [];
  const close = () => {
    if (top.length > 1) path += `M${[...top, ...bottom.reverse()].join('L')}Z`;
    [top, bottom] = [[], []];
  };
  for (const row of rows) {
    if (row.band === null) {
      if (row.mean === null) close();
      continue;
    }
    top.push(at(x(row.time), y(row.band[1])));
    bottom.push(at(x(row.time), y(row.band[0])));
  }
  close();
  return path;
}
