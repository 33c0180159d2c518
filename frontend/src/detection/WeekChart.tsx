import type { PrecisionAnswer } from '@citywatch/contracts';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TableSwitch } from '../charts/TableSwitch';
import { useSize } from '../charts/use-size.hook';
import { useFormat } from '../format/use-format';
import { judgedOf, trendOf } from './precision';
import { PrecisionTable } from './PrecisionTable';

type Week = PrecisionAnswer['byWeek'][number];

const HEIGHT = 220;
const LEFT = 44;
const TOP = 10;
const BOTTOM = 40;
/** Room that a week's label needs, px. */
const LABEL = 58;
const MOST_BAR = 22;

/** Precision week by week: a tick for the share, a band for its interval; nothing where nobody judged. */
export function WeekChart({ weeks }: { weeks: readonly Week[] }) {
  const { t } = useTranslation();
  const f = useFormat();
  const [asTable, setAsTable] = useState(false);
  const [frame, { width }] = useSize();
  const title = t('precision.byWeek');
  const trend = trendOf(weeks);
  const sentence =
    trend === null
      ? t('precision.trendUnknown')
      : t('precision.trend', {
          count: trend.weeks,
          n: f.count(trend.weeks),
          now: f.percent(trend.now),
          before: f.percent(trend.before),
        });
  const rows = weeks.map((week) => ({ key: String(week.start), name: f.day(week.start), figure: week })).reverse();
  return (
    <figure className="chart precision-block" ref={frame}>
      <figcaption>
        <h2 className="chart-title">{title}</h2>
        <span className="chart-points">{t('precision.legend')}</span>
        <TableSwitch asTable={asTable} onChange={setAsTable} />
      </figcaption>
      {asTable ? (
        <PrecisionTable column={t('precision.week')} rows={rows} />
      ) : (
        <Drawing weeks={weeks} width={width} label={`${title}. ${sentence}`} />
      )}
      <p className="chart-sentence">{sentence}</p>
    </figure>
  );
}

function Drawing({ weeks, width, label }: { weeks: readonly Week[]; width: number; label: string }) {
  const f = useFormat();
  const inner = Math.max(0, width - LEFT - 8);
  const step = inner / Math.max(1, weeks.length);
  const every = Math.max(1, Math.ceil(LABEL / Math.max(1, step)));
  const bar = Math.min(MOST_BAR, step * 0.6);
  return (
    <svg className="week-chart" width={width} height={HEIGHT} role="img" aria-label={label}>
      {[0, 0.25, 0.5, 0.75, 1].map((share) => (
        <g key={share}>
          <line className={share === 0 ? 'zero' : 'grid'} x1={LEFT} x2={LEFT + inner} y1={y(share)} y2={y(share)} />
          <text x={LEFT - 8} y={y(share) + 4} textAnchor="end">
            {f.percent(share)}
          </text>
        </g>
      ))}
      {weeks.map((week, index) => {
        const x = LEFT + (index + 0.5) * step;
        // From the newest backwards: that one must have its label.
        const named = (weeks.length - 1 - index) % every === 0;
        return <Column key={week.start} week={week} x={x} bar={bar} named={named} />;
      })}
    </svg>
  );
}

const y = (share: number): number => TOP + (1 - share) * (HEIGHT - TOP - BOTTOM);

/** One week at `x` px, its band `bar` px wide, with its day and counts where there is room. */
function Column({ week, x, bar, named }: { week: Week; x: number; bar: number; named: boolean }) {
  const { t } = useTranslation();
  const f = useFormat();
  return (
    <g>
      <title>
        {t('precision.weekTitle', {
          day: f.day(week.start),
          share: f.percent(week.precision),
          judged: f.count(judgedOf(week)),
          of: f.count(week.incidents),
        })}
      </title>
      {week.precision !== null && week.low !== null && week.high !== null && (
        <>
          <rect className="band" x={x - bar / 2} width={bar} y={y(week.high)} height={y(week.low) - y(week.high)} />
          <line className="hand" x1={x - bar / 2} x2={x + bar / 2} y1={y(week.precision)} y2={y(week.precision)} />
        </>
      )}
      {named && (
        <>
          <text x={x} y={HEIGHT - BOTTOM + 16} textAnchor="middle">
            {f.date(week.start)}
          </text>
          <text className="count-of" x={x} y={HEIGHT - BOTTOM + 32} textAnchor="middle">
            {`${f.count(judgedOf(week))}/${f.count(week.incidents)}`}
          </text>
        </>
      )}
    </g>
  );
}
