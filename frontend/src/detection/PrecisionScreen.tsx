import type { PrecisionAnswer } from '@citywatch/contracts';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { getPrecision } from '../api/api';
import { useAnswer } from '../api/use-answer.hook';
import { useKept } from '../api/use-kept.hook';
import { personalParams, useUrlState } from '../app/url-state';
import '../charts/charts.css';
import { useFormat } from '../format/use-format';
import { DomainIcon } from '../ui/DomainIcon';
import { ErrorNote } from '../ui/ErrorNote';
import { Segments } from '../ui/Segments';
import { Skeleton } from '../ui/Skeleton';
import { serverNow } from '../ui/use-now.hook';
import { PERIODS, periodOf, periodParam } from './period';
import { byJudged, judgedOf } from './precision';
import { PrecisionTable } from './PrecisionTable';
import { WeekChart } from './WeekChart';

/** Asked again, so that a verdict given elsewhere shows, ms. */
const EVERY = 60_000;

/** How often detection was right, by what people said: in all, by week, by detector, by domain. */
export default function PrecisionScreen() {
  const { t } = useTranslation();
  const [period, setPeriod] = useUrlState(periodParam);
  const range = useMemo(() => periodOf(period, serverNow()), [period]);
  const { data, error, reload } = useAnswer(`precision ${period}`, (signal) => getPrecision(range, signal), {
    every: EVERY,
  });
  const shown = useKept('precision', data);
  return (
    <div className="precision" aria-busy={data === undefined}>
      <header className="precision-head">
        <p className="dim">{t('precision.what')}</p>
        <Segments
          label={t('precision.period')}
          value={period}
          onChange={(next) => setPeriod(next, { push: true })}
          segments={PERIODS.map((value) => ({ value, label: t(`precision.periods.${value}`) }))}
        />
      </header>
      {error && <ErrorNote error={error} onRetry={reload} />}
      {shown === undefined ? !error && <Skeleton widths={[60, 100, 100]} height={120} /> : <Figures answer={shown} />}
    </div>
  );
}

function Figures({ answer }: { answer: PrecisionAnswer }) {
  const { t } = useTranslation();
  const { total, byDetector, byDomain, byWeek } = answer;
  if (judgedOf(total) + total.knownWork === 0) return <NothingJudged incidents={total.incidents} />;
  return (
    <>
      <Total total={total} />
      <WeekChart weeks={byWeek} />
      <div className="precision-pair">
        <PrecisionTable
          title={t('precision.byDetector')}
          column={t('precision.detector')}
          rows={byJudged(byDetector).map((figure) => ({
            key: figure.detector,
            name: t(`detectors.name.${figure.detector}`),
            figure,
          }))}
        />
        <PrecisionTable
          title={t('precision.byDomain')}
          column={t('precision.domain')}
          rows={byJudged(byDomain).map((figure) => ({
            key: figure.domain,
            name: (
              <>
                <DomainIcon domain={figure.domain} /> {t(`words.domainLong.${figure.domain}`)}
              </>
            ),
            figure,
          }))}
        />
      </div>
      <p className="dim small">{t('precision.how')}</p>
    </>
  );
}

function Total({ total }: { total: PrecisionAnswer['total'] }) {
  const { t } = useTranslation();
  const f = useFormat();
  const figures = [
    [
      t('precision.total'),
      f.percent(total.precision),
      total.low === null ? '' : t('precision.range', { low: f.percent(total.low), high: f.percent(total.high) }),
    ],
    [
      t('precision.judgedTotal'),
      f.count(judgedOf(total)),
      t('precision.ofIncidents', { count: total.incidents, n: f.count(total.incidents) }),
    ],
    [t('feedback.verdict.useful'), f.count(total.useful), ''],
    [t('feedback.verdict.noise'), f.count(total.noise), ''],
    [t('feedback.verdict.known work'), f.count(total.knownWork), t('precision.notCounted')],
  ] as const;
  return (
    <dl className="precision-total">
      {figures.map(([name, value, detail]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <b className="figure">{value}</b> <span className="dim small">{detail}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Without a verdict there is nothing to count; what to do comes first. */
function NothingJudged({ incidents }: { incidents: number }) {
  const { t } = useTranslation();
  const f = useFormat();
  const { search } = useLocation();
  return (
    <div className="message">
      <h2>{t('precision.empty')}</h2>
      <p>
        {t('precision.emptyDetail', { incidents: t('words.incidents', { count: incidents, n: f.count(incidents) }) })}
      </p>
      <Link className="button primary" to={{ pathname: '/live', search: personalParams(search) }}>
        {t('shell.toLive')}
      </Link>
    </div>
  );
}
