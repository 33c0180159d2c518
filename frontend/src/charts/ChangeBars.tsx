import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { planBarAxis } from './axis';
import './charts.css';
import type { ChartModel } from './model';
import { AXIS_WIDTH, PLOT_RIGHT } from './Plot';
import { Hatch } from './PlotNotes';
import { useSize } from './use-size.hook';

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
  const { rows, history, facts, scale, signed } = model;
  const bars = rows.flatMap((row) =>
    row.mean === null || row.compare === null ? [] : [{ time: row.time, change: row.mean - row.compare }],
  );
  const axis = planBarAxis(
    bars.map((bar) => bar.change),
    true,
  );
  const inner = Math.max(0, width - AXIS_WIDTH - PLOT_RIGHT);
  const top = 8;
  const x = (time: number) => AXIS_WIDTH + ((time - history.from) / (history.to - history.from)) * inner;
  const y = (value: number) => top + ((axis.max - value) / (axis.max - axis.min)) * (height - 2 * top);
  const bar = Math.max(1, inner / Math.max(1, rows.length) - 1);
  const title = t('charts.change', { against, unit: scale.unit });
  const labelled = axis.ticks.map((tick) => [tick, signed(tick).replace(/\.0+$/, '')] as const);
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
        <Grid ticks={labelled} y={y} right={AXIS_WIDTH + inner} />
        {bars.map(({ time, change }) => (
          <rect
            key={time}
            className={change < 0 ? 'down' : 'up'}
            x={x(time)}
            width={bar}
            y={Math.min(y(0), y(change))}
            height={Math.max(0.5, Math.abs(y(change) - y(0)))}
          />
        ))}
        {hover !== null && <line className="hover" x1={x(hover)} x2={x(hover)} y1={0} y2={height} />}
      </svg>
    </figure>
  );
}

interface GridProps {
  readonly ticks: readonly (readonly [value: number, label: string])[];
  readonly y: (value: number) => number;
  readonly right: number;
}

function Grid({ ticks, y, right }: GridProps): ReactNode {
  return ticks.map(([value, label]) => (
    <g key={value}>
      <line x1={AXIS_WIDTH} x2={right} y1={y(value)} y2={y(value)} className={value === 0 ? 'zero' : 'grid'} />
      <text x={AXIS_WIDTH - 8} y={y(value) + 4} textAnchor="end">
        {label}
      </text>
    </g>
  ));
}
