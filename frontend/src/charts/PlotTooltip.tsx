import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format';
import type { ChartModel } from './model';
import type { PlotRow } from './series';

interface PlotTooltipProps {
  readonly row: PlotRow | undefined;
  readonly model: ChartModel;
  readonly against: string | undefined;
}

/** What is known of one place of the x axis: reading, its range, what was expected, the compared period. */
export function PlotTooltip({ row, model, against }: PlotTooltipProps): ReactNode {
  const { t } = useTranslation();
  const format = useFormat();
  if (row === undefined) return null;
  const { figure, number } = model;
  const raw = model.history.resolution === 'raw';
  const lines: (readonly [string, string])[] = [];
  if (row.minmax !== null && row.count > 1)
    lines.push([t('charts.minmax'), `${number(row.minmax[0])}–${number(row.minmax[1])}`]);
  if (row.band !== null) lines.push([t('charts.expected'), `${number(row.band[0])}–${number(row.band[1])}`]);
  if (row.compare !== null && against !== undefined) lines.push([against, number(row.compare)]);
  if (row.count > 0 && !raw) lines.push([t('charts.readings'), format.count(row.count)]);
  return (
    <div className="plot-tooltip">
      <p className="dim">
        {format.day(row.time)} {raw ? format.clock(row.time) : format.hourMinute(row.time)}
      </p>
      <p>
        <b>{row.mean === null ? t('charts.noReadings') : figure(row.mean)}</b>
        {row.severity !== null && (
          <span className={`severity-word ${row.severity}`}> {t(`words.severity.${row.severity}`)}</span>
        )}
      </p>
      <dl>
        {lines.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
