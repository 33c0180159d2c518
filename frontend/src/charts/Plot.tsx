import { SEVERITIES, type Severity } from '@citywatch/contracts';
import { memo, type ReactNode, useId, useMemo } from 'react';
import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceArea,
  ReferenceDot,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { useCity } from '../app/city';
import { useLanguage } from '../format/use-format';
import { localeOf } from '../i18n/language';
import { SeverityMarkAt } from './SeverityMarkAt';
import type { ChartModel } from './model';
import { Hatch, PlotNotes } from './PlotNotes';
import { PlotTooltip } from './PlotTooltip';
import { loneBands, lonePoints, type PlotRow, type Span, stretchLines } from './series';
import { planTimeAxis, tickLabel } from './time-axis';

/** Width of the y axis' labels; ChangeBars uses the same, so that both charts share their x axis. */
export const AXIS_WIDTH = 44;
export const PLOT_RIGHT = 12;
/** More marks than this hide the line that they mark; the worst are shown, the colour of the line stays. */
const MOST_MARKS = 12;
/** Room that the label of a time needs, px. */
const TICK_WIDTH = 68;
/** Width of the band of one reading alone, px. */
const LONE_BAND = 6;
const EDGE = { top: 2, bottom: 3 };
const AXIS_LINE = { stroke: 'var(--border-control)' };
const TICK = { fill: 'var(--text-3)' };
const LINE = { dot: false, activeDot: false, isAnimationActive: false, type: 'linear' } as const;

/** A stretch that is shaded, such as one anomaly. */
export interface Shade extends Span {
  readonly severity: Severity;
}

interface PlotProps {
  readonly model: ChartModel;
  readonly height: number;
  /** Width of the plot in px, which decides how many times fit the x axis. */
  readonly width: number;
  readonly label: string;
  readonly against: string | undefined;
  readonly hover: number | null;
  readonly onHover: ((time: number | null) => void) | undefined;
  readonly shade?: Shade;
}

/** The drawing of a TimeSeries: band, min–max, comparison, line, abnormal stretches, gaps. Axes are of the city's time and units. */
export function Plot({ model, height, width, label, against, hover, onHover, shade }: PlotProps): ReactNode {
  const { rows, facts } = model;
  const hatch = useId();
  const data = useMemo(() => stretchLines(rows, facts.stretches), [rows, facts.stretches]);
  return (
    <ResponsiveContainer width="100%" height={height}>
      <ComposedChart
        data={data}
        margin={{ top: 6, right: PLOT_RIGHT, bottom: 0, left: 0 }}
        title={label}
        onMouseMove={({ activeLabel }) => onHover?.(activeLabel === undefined ? null : Number(activeLabel))}
        onMouseLeave={() => onHover?.(null)}
      >
        <Hatch id={hatch} />
        <CartesianGrid stroke="var(--chart-grid)" />
        <Axes model={model} width={width} />
        {shade && (
          <ReferenceArea
            x1={Math.max(shade.start, model.history.from)}
            x2={Math.min(shade.end, model.history.to)}
            fill={`var(--${shade.severity}-tint)`}
            fillOpacity={1}
            ifOverflow="hidden"
          />
        )}
        {facts.gaps.map((gap) => (
          <ReferenceArea
            key={gap.start}
            x1={gap.start}
            x2={gap.end}
            fill={`url(#${hatch})`}
            fillOpacity={1}
            ifOverflow="hidden"
          />
        ))}
        <Lines model={model} />
        {hover !== null && <ReferenceLine x={hover} stroke="var(--text-2)" strokeDasharray="2 2" />}
        <PlotNotes model={model} />
        <Tooltip
          isAnimationActive={false}
          cursor={{ stroke: 'var(--text-2)', strokeDasharray: '2 2' }}
          content={({ active, payload }) =>
            active ? (
              <PlotTooltip row={payload[0]?.payload as PlotRow | undefined} model={model} against={against} />
            ) : null
          }
        />
      </ComposedChart>
    </ResponsiveContainer>
  );
}

/** Remembered, as are the lines: a moving pointer changes neither, and 1,000 points take 60 ms to draw. */
const Axes = memo(function Axes({ model, width }: Pick<PlotProps, 'model' | 'width'>): ReactNode {
  const { history, axis, tick } = model;
  const { timeZone } = useCity();
  const locale = localeOf(useLanguage());
  const time = useMemo(
    () => planTimeAxis(history.from, history.to, timeZone, Math.max(2, Math.floor((width - AXIS_WIDTH) / TICK_WIDTH))),
    [history.from, history.to, timeZone, width],
  );
  return (
    <>
      <XAxis
        type="number"
        dataKey="time"
        domain={[history.from, history.to]}
        allowDataOverflow
        ticks={[...time.ticks]}
        tickFormatter={(t: number) => tickLabel(t, time.step, timeZone, locale)}
        tick={TICK}
        tickLine={false}
        axisLine={AXIS_LINE}
        interval="preserveStart"
        minTickGap={12}
        height={24}
      />
      <YAxis
        domain={[axis.min, axis.max]}
        allowDataOverflow
        ticks={[...axis.ticks]}
        tickFormatter={tick}
        tick={TICK}
        tickLine={false}
        axisLine={AXIS_LINE}
        width={AXIS_WIDTH}
        // A line at the very end of the axis (0 V of a dead feeder) must not be cut in half.
        padding={EDGE}
        interval={0}
      />
    </>
  );
});

/** From back to front: what was expected, what single readings reached, what was before, what was observed, what was abnormal. */
const Lines = memo(function Lines({ model: { rows, facts } }: Pick<PlotProps, 'model'>): ReactNode {
  const lone = useMemo(() => lonePoints(rows), [rows]);
  const severities = SEVERITIES.filter((severity) => facts.stretches.some((s) => s.severity === severity));
  return (
    <>
      <Area {...LINE} dataKey="band" fill="var(--chart-band)" fillOpacity={1} stroke="var(--chart-band-edge)" />
      {loneBands(rows).map(({ time, band: [low, high] }) => (
        <ReferenceLine
          key={time}
          segment={[
            { x: time, y: low },
            { x: time, y: high },
          ]}
          stroke="var(--chart-band-edge)"
          strokeWidth={LONE_BAND}
        />
      ))}
      <Area {...LINE} dataKey="minmax" fill="var(--chart-minmax)" fillOpacity={0.85} stroke="none" />
      <Line {...LINE} dataKey="compare" stroke="var(--chart-compare)" strokeWidth={1.3} strokeDasharray="4 3" />
      <Line
        {...LINE}
        dataKey="mean"
        stroke="var(--chart-line)"
        strokeWidth={1.5}
        dot={({ cx, cy, payload }: { cx?: number; cy?: number; payload?: PlotRow }) =>
          payload !== undefined && lone.has(payload.time) ? (
            <circle key={payload.time} cx={cx} cy={cy} r={2} fill="var(--chart-line)" />
          ) : null
        }
      />
      {severities.map((severity) => (
        <Line key={severity} {...LINE} dataKey={severity} stroke={`var(--${severity})`} strokeWidth={2.5} />
      ))}
      {facts.stretches.slice(0, MOST_MARKS).map((stretch) => (
        <ReferenceDot
          key={stretch.start}
          x={rows[stretch.mark].time}
          y={rows[stretch.mark].mean ?? 0}
          shape={({ cx = 0, cy = 0 }: { cx?: number; cy?: number }) => (
            <SeverityMarkAt severity={stretch.severity} x={cx} y={cy} size={13} />
          )}
        />
      ))}
    </>
  );
});
