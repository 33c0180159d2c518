import { memo, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { decimalsFor, withSign } from '../charts/model';
import { Sparkline } from '../charts/Sparkline';
import { useFormat, useLanguage } from '../format/use-format';
import type { Scale } from '../format/measure';
import { localeOf } from '../i18n/language';
import { SeverityMark } from '../ui/SeverityMark';
import { type HistoryResult, type SensorRow, type Sort, SORTS, sortRows } from './answer';

interface SensorTableProps {
  readonly result: HistoryResult;
  readonly scale: Scale;
  readonly against: string | undefined;
  /** Opens one sensor, by Thing id. */
  readonly onOpen: (thing: string) => void;
}

/** The sensors of an answer; a heading sorts, a name opens its sensor. Remembered: a pointer moving over the chart changes nothing here. */
export const SensorTable = memo(function SensorTable({ result, scale, against, onOpen }: SensorTableProps) {
  const { t } = useTranslation();
  const f = useFormat();
  const locale = localeOf(useLanguage());
  const [chosen, setChosen] = useState<Sort>('change');
  const sort = against === undefined && chosen === 'change' ? 'mean' : chosen;
  const rows = useMemo(() => sortRows(result.rows, sort, locale), [result, sort, locale]);
  const heading = {
    name: t('history.sensor'),
    mean: scale.unit,
    change: t('history.change'),
    readings: t('history.readingsShort'),
  };
  return (
    <>
      <h2 className="history-table-title">
        {t(`history.sorted.${sort}`)} <span className="small dim">{f.count(rows.length)}</span>
      </h2>
      <div className="sensor-table" tabIndex={0} role="region" aria-label={t(`history.sorted.${sort}`)}>
        <table>
          <thead>
            <tr>
              {(['name', 'mean', 'change', 'readings'] as const satisfies readonly (typeof SORTS)[number][]).map(
                (column) =>
                  (column !== 'change' || against !== undefined) && (
                    <th
                      key={column}
                      scope="col"
                      className={column === 'readings' ? 'readings-cell' : undefined}
                      aria-sort={sort === column ? (column === 'name' ? 'ascending' : 'descending') : undefined}
                    >
                      <button type="button" onClick={() => setChosen(column)}>
                        {heading[column] || t('charts.value')}
                        <span aria-hidden="true">{sort === column ? (column === 'name' ? ' ↑' : ' ↓') : ''}</span>
                      </button>
                    </th>
                  ),
              )}
              <th scope="col">{t('history.spark')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={row.series.thing.id} {...{ row, scale, onOpen }} compared={against !== undefined} />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
});

interface RowProps {
  readonly row: SensorRow;
  readonly scale: Scale;
  readonly compared: boolean;
  readonly onOpen: (thing: string) => void;
}

function Row({ row, scale, compared, onOpen }: RowProps) {
  const f = useFormat();
  const { series, mean, change, readings, severity } = row;
  const figure = (value: number | null) => f.number(value, decimalsFor(scale, value ?? 0));
  return (
    <tr>
      <th scope="row">
        <span className="sensor-name">
          {severity === null ? <i className="no-mark" /> : <SeverityMark severity={severity} size={12} />}
          <button type="button" className="link" onClick={() => onOpen(series.thing.id)}>
            {series.thing.name}
          </button>
        </span>
      </th>
      <td>{figure(mean)}</td>
      {compared && <td>{change === null ? figure(null) : withSign(change, figure)}</td>}
      <td className="dim readings-cell">{f.count(readings)}</td>
      <td>
        <Sparkline history={series.history} width={76} height={22} />
      </td>
    </tr>
  );
}
