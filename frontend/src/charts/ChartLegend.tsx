import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChartModel } from './model';

/** Names for what is really drawn in a chart, and for nothing else. */
export function ChartLegend({ model, against }: { model: ChartModel; against: string | undefined }): ReactNode {
  const { t } = useTranslation();
  const { rows, facts, history } = model;
  const keys: (readonly [string, string])[] = [['line', t('charts.observed')]];
  if (against !== undefined && rows.some((r) => r.compare !== null)) keys.push(['compare', against]);
  if (history.resolution !== 'raw' && rows.some((r) => r.minmax !== null && r.minmax[0] < r.minmax[1]))
    keys.push(['minmax', t('charts.minmax')]);
  if (facts.bandKnown) keys.push(['band', t('charts.expected')]);
  if (facts.gaps.length > 0) keys.push(['hatch', t('charts.noReadings')]);
  return (
    <span className="chart-legend">
      {keys.map(([kind, name]) => (
        <span key={kind} className="chart-key">
          <i className={kind} aria-hidden />
          {name}
        </span>
      ))}
    </span>
  );
}
