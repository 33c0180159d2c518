import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format';
import type { ChartModel } from './model';
import type { PlotRow } from './series';

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
  const unit = model.scale.unit;
  return (
    <div className="chart-table" style={{ maxHeight: height }} tabIndex={0} role="region" aria-label={label}>
      <table onMouseLeave={() => onHover?.(null)}>
        <thead>
          <tr>
            <th scope="col">{t('charts.time')}</th>
            <th scope="col">{unit === '' ? t('charts.value') : unit}</th>
            <th scope="col">{t('charts.range')}</th>
            <th scope="col">{t('charts.expectedRange')}</th>
            {against !== undefined && <th scope="col">{against}</th>}
            <th scope="col">{t('charts.readings')}</th>
          </tr>
        </thead>
        <tbody>
          {model.rows.toReversed().map((row) => (
            <TableRow key={row.time} {...{ row, model, against, onHover }} on={hover === row.time} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface TableRowProps extends Pick<ChartTableProps, 'model' | 'against' | 'onHover'> {
  readonly row: PlotRow;
  readonly on: boolean;
}

function TableRow({ row, model, against, on, onHover }: TableRowProps): ReactNode {
  const { t } = useTranslation();
  const format = useFormat();
  const { number, history } = model;
  const clock = history.resolution === 'raw' ? format.clock(row.time) : format.hourMinute(row.time);
  const gap = model.facts.gaps.find((g) => g.start === row.time);
  return (
    <tr className={on ? 'on' : undefined} onMouseEnter={() => onHover?.(row.time)}>
      <th scope="row">
        {format.day(row.time)} {clock}
      </th>
      {row.mean === null ? (
        <td colSpan={against === undefined ? 4 : 3} className="none">
          {gap === undefined ? t('charts.noReadings') : t('charts.gap', { time: format.duration(gap.end - gap.start) })}
        </td>
      ) : (
        <>
          <td className={row.severity === null ? undefined : `severity-word ${row.severity}`}>
            {number(row.mean)}
            {row.severity !== null && <span className="hidden-text"> {t(`words.severity.${row.severity}`)}</span>}
          </td>
          <td>{row.minmax === null ? t('words.unknown') : `${number(row.minmax[0])}–${number(row.minmax[1])}`}</td>
          <td>{row.band === null ? t('words.unknown') : `${number(row.band[0])}–${number(row.band[1])}`}</td>
        </>
      )}
      {against !== undefined && <td>{number(row.compare)}</td>}
      {(row.mean !== null || against !== undefined) && <td>{format.count(row.count)}</td>}
    </tr>
  );
}
