import { type ReactNode, useId, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { planBarAxis } from './axis';
import './charts.css';
import type { ChartModel } from './model';
import { AXIS_WIDTH, PLOT_RIGHT } from './Plot';
import { Hatch } from './PlotNotes';
import { useSize } from './use-size.hook';

/** Room above and below the outer ticks, px. */
const EDGE = 8;

export interface ChangeBarsProps {
  /** The model of the chart above, with a comparison; the bars share its x axis. */
  readonly model: ChartModel;
  /** What it is compared with, such as "the week before". */
  readonly against: string;
  /** Height of the plot, px. */
  readonly height: number;
  readonly hover?: number | null;
  readonly onHover?: (time: number | null) => void;
}

/** Difference from the compared period, a bar a bucket, from zero up and down. Nothing is drawn where either period is silent. */
export function ChangeBars({ model, against, height, hover = null, onHover }: ChangeBarsProps): ReactNode {
  const { t } = useTranslation();
  const hatch = useId();
  const [frame, { width }] = useSize();
  const { rows, history, facts, scale } = model;
  const drawing = useMemo(() => draw(model, width, height), [model, width, height]);
  const { x, inner } = drawing;
  const title = t('charts.change', { against, unit: scale.unit });
  const point = (clientX: number, box: DOMRect) => {
    const time = history.from + ((clientX - box.left - AXIS_WIDTH) / inner) * (history.to - history.from);
    return rows.findLast((row) => row.time <= time)?.time ?? null;
  };
  return (
    <figure className="chart" ref={frame}>
      <figcaption>
        <span className="chart-title">{title}</span>
        <span className="chart-points">{t('charts.zero')}</span>
      </figcaption>
      <svg
        className="change-bars"
        width={width}
        height={height}
        role="img"
        aria-label={title}
        onMouseMove={(e) => onHover?.(point(e.clientX, e.currentTarget.getBoundingClientRect()))}
        onMouseLeave={() => onHover?.(null)}
      >
        <Hatch id={hatch} />
        {facts.gaps.map(({ start, end }) => (
          <rect key={start} x={x(start)} y={0} width={x(end) - x(start)} height={height} fill={`url(#${hatch})`} />
        ))}
        <Grid ticks={drawing.ticks} right={AXIS_WIDTH + inner} />
        <path className="up" d={drawing.up} />
        <path className="down" d={drawing.down} />
        {hover !== null && <line className="hover" x1={x(hover)} x2={x(hover)} y1={0} y2={height} />}
      </svg>
    </figure>
  );
}

interface Tick {
  readonly label: string;
  readonly y: number;
  readonly zero: boolean;
}

/** Two paths for all bars, and the axis: drawn once a model, not at each move of the pointer. */
function draw({ rows, history, signed }: ChartModel, width: number, height: number) {
  const bars = rows.flatMap((row) =>
    row.mean === null || row.compare === null ? [] : [[row.time, row.mean - row.compare] as const],
  );
  const axis = planBarAxis(
    bars.map(([, change]) => change),
    true,
  );
  const inner = Math.max(0, width - AXIS_WIDTH - PLOT_RIGHT);
  const x = (time: number) => AXIS_WIDTH + ((time - history.from) / (history.to - history.from)) * inner;
  const y = (value: number) => EDGE + ((axis.max - value) / (axis.max - axis.min)) * (height - 2 * EDGE);
  const bar = Math.max(1, inner / Math.max(1, rows.length) - 1);
  // From the zero line up or down; at least half a pixel, so that a small change is not taken for a gap.
  const path = (wanted: (change: number) => boolean) =>
    bars
      .filter(([, change]) => wanted(change))
      .map(([time, change]) => {
        const length = y(change) - y(0);
        const shown = Math.abs(length) < 0.5 ? 0.5 : length;
        return `M${x(time).toFixed(1)} ${y(0).toFixed(1)}h${bar.toFixed(1)}v${shown.toFixed(1)}h${(-bar).toFixed(1)}Z`;
      })
      .join('');
  const ticks = axis.ticks.map((tick): Tick => ({
    label: signed(tick).replace(/\.0+$/, ''),
    y: y(tick),
    zero: tick === 0,
  }));
  return { x, inner, ticks, up: path((change) => change >= 0), down: path((change) => change < 0) };
}

function Grid({ ticks, right }: { ticks: readonly Tick[]; right: number }): ReactNode {
  return ticks.map(({ label, y, zero }) => (
    <g key={y}>
      <line x1={AXIS_WIDTH} x2={right} y1={y} y2={y} className={zero ? 'zero' : 'grid'} />
      <text x={AXIS_WIDTH - 8} y={y + 4} textAnchor="end">
        {label}
      </text>
    </g>
  ));
}
