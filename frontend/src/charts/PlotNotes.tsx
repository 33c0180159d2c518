import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { DefaultZIndexes, usePlotArea, useXAxisScale, ZIndexLayer } from 'recharts';
import { useFormat } from '../format/use-format';
import { type ChartModel, withUnit } from './model';
import { placeWords } from './place-words';

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

/** The words on a plot: how long each gap is, where there is room to say it, and where a broken axis starts. */
export function PlotNotes({ model }: { model: ChartModel }): ReactNode {
  const { t } = useTranslation();
  const { duration } = useFormat();
  const area = usePlotArea();
  const x = useXAxisScale();
  if (area === undefined || x === undefined) return null;
  const { axis, facts, tick, scale } = model;
  const gaps = facts.gaps.map((gap) => ({
    start: Number(x(gap.start)),
    end: Number(x(gap.end)),
    text: t('charts.gap', { time: duration(gap.end - gap.start) }),
  }));
  const words = placeWords(gaps, area.x, area.x + area.width);
  const bottom = area.y + area.height;
  return (
    // Above hatch and shade, or its words are crossed out.
    <ZIndexLayer zIndex={DefaultZIndexes.label}>
      <g className="plot-notes">
        {words.map(({ left, text }) => (
          <text key={left} x={left} y={area.y + 12}>
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
    </ZIndexLayer>
  );
}
