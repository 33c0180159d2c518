import type { PrecisionFigure } from '@citywatch/contracts';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format';
import { IntervalBar } from './IntervalBar';
import { judgedOf } from './precision';

export interface PrecisionRow {
  readonly key: string;
  readonly name: ReactNode;
  readonly figure: PrecisionFigure;
}

/** Precision of some kinds, each with its interval and of how many it was counted. */
export function PrecisionTable({
  title,
  column,
  rows,
}: {
  /** Without one the page names the table. */
  title?: string;
  column: string;
  rows: readonly PrecisionRow[];
}) {
  const { t } = useTranslation();
  const f = useFormat();
  return (
    <section className="precision-block">
      {title !== undefined && <h2>{title}</h2>}
      <div className="table-scroll">
        <table className="figures-table">
          <thead>
            <tr>
              <th scope="col">{column}</th>
              <th scope="col" className="wide-cell">
                {t('precision.scale')}
              </th>
              <th scope="col">{t('precision.share')}</th>
              <th scope="col">{t('precision.judged')}</th>
              <th scope="col" className="verdict-cell">
                {t('precision.verdicts')}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ key, name, figure }) => (
              <tr key={key}>
                <th scope="row">{name}</th>
                <td className="wide-cell">
                  <IntervalBar figure={figure} />
                </td>
                <td>
                  <b>{f.percent(figure.precision)}</b>
                  {/* Without one too, so that the shares stand below each other. */}
                  <small className="between">
                    {figure.low !== null &&
                      t('precision.range', { low: f.percent(figure.low), high: f.percent(figure.high) })}
                  </small>
                </td>
                <td>{t('precision.of', { n: f.count(judgedOf(figure)), of: f.count(figure.incidents) })}</td>
                <td className="verdict-cell">
                  {t('precision.counts', {
                    useful: f.count(figure.useful),
                    noise: f.count(figure.noise),
                    work: f.count(figure.knownWork),
                  })}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
