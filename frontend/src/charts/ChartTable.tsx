import { Fragment, memo, type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format';
import type { ChartModel } from './model';
import { type PlotRow, RESOLUTION_MS } from './series';
import { DAY } from './time-axis';

interface ChartTableProps {
  readonly model: ChartModel;
  readonly label: string;
  /** What the comparison column is called; undefined: there is none. */
  readonly against?: string | undefined;
  /** Greatest height in px; the table scrolls inside. By default its box decides. */
  readonly height?: number;
  readonly hover?: number | null;
  readonly onHover?: (time: number | null) => void;
}

/** The rows of a chart as a table, newest first. A gap is a row that says so. */
export function ChartTable(props: ChartTableProps): ReactNode {
  const { model, label, against, height, hover, onHover } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const unit = model.scale.unit;
  const raw = model.history.resolution === 'raw';
  // The day stands once above its rows: less to read, and the table fits beside a chart.
  const byDay = RESOLUTION_MS[model.history.resolution] < DAY;
  const days = useMemo(() => {
    const gaps = new Set(model.facts.gaps.map((gap) => gap.start));
    // Inside a gap the compared period may know more; without its column such a row would say nothing.
    const said = model.rows.filter(({ mean, time }) => mean !== null || gaps.has(time) || against !== undefined);
    return groupBy(said.toReversed(), (row) => format.day(row.time));
  }, [model, against, format]);
  return (
    <div className="chart-table" style={{ maxHeight: height }} tabIndex={0} role="region" aria-label={label}>
      <table onMouseLeave={() => onHover?.(null)}>
        <thead>
          <tr>
            <th scope="col">{t('charts.time')}</th>
            <th scope="col">{unit === '' ? t('charts.value') : unit}</th>
            {!raw && <th scope="col">{t('charts.range')}</th>}
            <th scope="col">{t('charts.expectedRange')}</th>
            {against !== undefined && <th scope="col">{against}</th>}
            {!raw && <th scope="col">{t('charts.readings')}</th>}
          </tr>
        </thead>
        <tbody>
          {days.map(([day, rows]) => (
            <Fragment key={rows[0].time}>
              {byDay && (
                <tr className="day">
                  <th scope="rowgroup" colSpan={6}>
                    {day}
                  </th>
                </tr>
              )}
              {rows.map((row) => (
                <TableRow key={row.time} {...{ row, model, against, byDay, onHover }} on={hover === row.time} />
              ))}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Neighbours of the same group together, in their order. */
function groupBy(rows: readonly PlotRow[], key: (row: PlotRow) => string): (readonly [string, PlotRow[]])[] {
  const groups: (readonly [string, PlotRow[]])[] = [];
  for (const row of rows) {
    const group = groups.at(-1);
    if (group?.[0] === key(row)) group[1].push(row);
    else groups.push([key(row), [row]]);
  }
  return groups;
}

interface TableRowProps extends Pick<ChartTableProps, 'model' | 'against' | 'onHover'> {
  readonly row: PlotRow;
  readonly on: boolean;
  readonly byDay: boolean;
}

/** Remembered: pointing at one row must not draw the other thousand anew. */
const TableRow = memo(function TableRow({ row, model, against, on, byDay, onHover }: TableRowProps): ReactNode {
  const { t } = useTranslation();
  const format = useFormat();
  const { number, history } = model;
  // A raw reading is one reading: it has no range and no count.
  const raw = history.resolution === 'raw';
  const clock = raw ? format.clock(row.time) : format.hourMinute(row.time);
  const gap = model.facts.gaps.find((g) => g.start === row.time);
  const range = (ends: readonly [number, number] | null) =>
    ends === null ? t('words.unknown') : [...new Set(ends.map(number))].join('–');
  return (
    <tr className={on ? 'on' : undefined} onMouseEnter={() => onHover?.(row.time)}>
      <th scope="row">{byDay ? clock : format.day(row.time)}</th>
      {row.mean === null ? (
        <td colSpan={raw ? 2 : 3} className="none">
          {gap === undefined ? t('charts.noReadings') : t('charts.gap', { time: format.duration(gap.end - gap.start) })}
        </td>
      ) : (
        <>
          <td className={row.severity === null ? undefined : `severity-word ${row.severity}`}>
            {number(row.mean)}
            {row.severity !== null && <span className="hidden-text"> {t(`words.severity.${row.severity}`)}</span>}
          </td>
          {!raw && <td>{range(row.minmax)}</td>}
          <td>{range(row.band)}</td>
        </>
      )}
      {against !== undefined && <td>{number(row.compare)}</td>}
      {!raw && <td>{format.count(row.count)}</td>}
    </tr>
  );
});
