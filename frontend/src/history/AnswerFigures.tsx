import { type Severity, worse } from '@citywatch/contracts';
import { Download, RefreshCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useCity } from '../app/city';
import { ZoneNote } from '../app/ZoneNote';
import { decimalsFor, withSign } from '../charts/model';
import { useFormat } from '../format/use-format';
import { applyScale, type Scale } from '../format/measure';
import { Button } from '../ui/Button';
import { Figure } from '../ui/Figure';
import { SeverityMark } from '../ui/SeverityMark';
import type { HistoryResult } from './answer';
import { saveFile } from './save-file';
import { toCsv, toGeoJson } from './export';
import type { Answered } from './use-history.hook';

interface AnswerFiguresProps {
  readonly result: HistoryResult;
  readonly scale: Scale;
  readonly shown: Answered;
  readonly onRefresh: () => void;
  readonly against: string | undefined;
}

/** The answer in figures, and the ways to take it along. */
export function AnswerFigures({ result, scale, shown, against, onRefresh }: AnswerFiguresProps) {
  const { t } = useTranslation();
  const f = useFormat();
  const { value, change, share, rows, answered, readings } = result;
  const number = (figure: number | null) => f.number(figure, decimalsFor(scale, figure ?? 0));
  const abnormal = rows.filter((row) => row.severity !== null);
  const worstOf = abnormal.reduce<Severity>((worst, row) => worse(worst, row.severity ?? 'info'), 'info');
  const several = rows.length > 1;
  const asked = rows.length;
  return (
    <div className="answer">
      <Named name={several ? t('history.median') : t('history.mean')}>
        <Figure measure={plain(number(value), scale.unit)} />
      </Named>
      {against !== undefined && (
        <Named name={t('history.versus', { against })}>
          <Figure measure={change === null ? plain(number(null)) : plain(withSign(change, number), scale.unit)}>
            {share !== null && <small>({f.percent(share)})</small>}
          </Figure>
        </Named>
      )}
      {several && (
        <Named name={t('history.sensors')}>
          <Figure measure={plain(f.count(answered))}>
            <small>
              {shown.meant > asked
                ? t('history.spread', { asked: f.count(asked), meant: f.count(shown.meant) })
                : t('history.answered', { asked: f.count(asked) })}
            </small>
          </Figure>
        </Named>
      )}
      {several && (
        <Named name={t('history.abnormal')}>
          <span className="answer-abnormal">
            {abnormal.length > 0 && <SeverityMark severity={worstOf} />}
            <Figure measure={plain(f.count(abnormal.length))} />
          </span>
        </Named>
      )}
      <Named name={t('history.readings')}>
        <Figure measure={plain(f.count(readings))} />
      </Named>
      <div className="answer-acts">
        <span className="small dim">
          {t('history.took', { seconds: f.number(shown.took / 1_000, 2) })}
          <ZoneNote />
        </span>
        <Button kind="quiet" square aria-label={t('history.refresh')} title={t('history.refresh')} onClick={onRefresh}>
          <RefreshCw size={14} aria-hidden="true" />
        </Button>
        <ExportButtons result={result} scale={scale} shown={shown} />
      </div>
    </div>
  );
}

/** A figure that is already written out. */
const plain = (value: string, unit = '') => ({ value, unit, text: value });

function Named({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <div className="answer-name">{name}</div>
      {children}
    </div>
  );
}

function ExportButtons({ result, scale, shown }: Pick<AnswerFiguresProps, 'result' | 'scale' | 'shown'>) {
  const { t } = useTranslation();
  const { timeZone } = useCity();
  const f = useFormat();
  const { property, from } = shown.question;
  const series = result.rows.map((row) => row.series);
  const options = { timeZone, unit: scale.unit, convert: (value: number) => applyScale(scale, value) };
  const name = `citywatch-${property}-${f.iso(from).slice(0, 10)}`;
  return (
    <div className="segments" role="group" aria-label={t('history.export')}>
      <button
        type="button"
        title={t('history.exportCsv')}
        onClick={() => saveFile(`${name}.csv`, 'text/csv', toCsv(series, options))}
      >
        <Download size={14} aria-hidden="true" />
        CSV
      </button>
      <button
        type="button"
        title={t('history.exportGeoJson')}
        onClick={() => saveFile(`${name}.geojson`, 'application/geo+json', toGeoJson(series, options))}
      >
        GeoJSON
      </button>
    </div>
  );
}
