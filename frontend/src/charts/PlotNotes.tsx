import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { usePlotArea, useXAxisScale } from 'recharts';
import { useFormat } from '../format/use-format';
import { type ChartModel, withUnit } from './model';

/** The hatch of "no readings", as a pattern that `url(#id)` fills with. */
export function Hatch({ id }: { id: string }): ReactNode {
  return (
    <defs>
      <pattern id={id} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <path d="M0 0V6" stroke="var(--border-control)" strokeWidth="1" />
      </pattern>
    </defs>
  );
}

/** Room that the words of a gap need, px. */
const WORDS_WIDTH = 96;

/** The words on a plot: how long each gap is, where there is room to say it, and where a broken axis starts. */
export function PlotNotes({ model }: { model: ChartModel }): ReactNode {
  const { t } = useTranslation();
  const { duration } = useFormat();
  const area = usePlotArea();
  const x = useXAxisScale();
  if (area === undefined || x === undefined) return null;
  const { axis, facts, tick, scale } = model;
  const right = area.x + area.width;
  let free = area.x;
  const words = facts.gaps.flatMap((gap) => {
    const start = Number(x(gap.start));
    const end = Number(x(gap.end));
    // Before the plot has been measured there are no places.
    if (!Number.isFinite(start) || !Number.isFinite(end)) return [];
    const inside = end - start >= WORDS_WIDTH;
    // A narrow gap has its words at its left, else at its right; where neither has room the hatch and the sentence say it.
    const at = inside ? (start + end) / 2 : start - WORDS_WIDTH >= free ? start - 5 : end + 5;
    const anchor = inside ? 'middle' : at < start ? 'end' : 'start';
    const left = anchor === 'middle' ? start : anchor === 'end' ? start - WORDS_WIDTH : end;
    if (left < free || left + WORDS_WIDTH > right) return [];
    free = left + WORDS_WIDTH;
    return [{ key: gap.start, at, anchor, text: t('charts.gap', { time: duration(gap.end - gap.start) }) } as const];
  });
  const bottom = area.y + area.height;
  return (
    <g className="plot-notes">
      {words.map(({ key, at, anchor, text }) => (
        <text key={key} x={at} y={area.y + 12} textAnchor={anchor}>
          {text}
        </text>
      ))}
      {axis.broken && (
        <>
          <path className="axis-break" d={`M${area.x} ${bottom - 20}l-4 3 8 4-8 4 4 3`} />
          <text x={area.x + 8} y={bottom - 6}>
            {t('charts.axisStarts', { value: withUnit(tick(axis.min), scale) })}
          </text>
        </>
      )}
    </g>
  );
}
