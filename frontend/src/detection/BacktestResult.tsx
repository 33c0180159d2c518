import {
  DETECTORS,
  SEVERITIES,
  type BacktestIncident,
  type BacktestRequest,
  type BacktestResult as Result,
} from '@citywatch/contracts';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat, useLanguage } from '../format/use-format';
import { useReason } from '../incident/use-reason';
import { Segments } from '../ui/Segments';
import { SeverityLabel, SeverityMark } from '../ui/SeverityMark';
import { useNow } from '../ui/use-now.hook';
import { shortCount } from '../charts/summary';

/** The server gives no more of each. */
const MOST_LISTED = 200;
const SIDES = ['onlyCurrent', 'onlyChanged', 'both'] as const;

/** What would have been different: a sentence, counts side by side, and the incidents themselves. */
export function BacktestResult({ result, request }: { result: Result; request: BacktestRequest }) {
  const { t } = useTranslation();
  const f = useFormat();
  const now = useNow();
  const language = useLanguage();
  const { onlyCurrent, onlyChanged, both, things, observations } = result;
  const count = (n: number) => ({ count: n, n: f.count(n) });
  return (
    <div className="backtest-result">
      <p className="backtest-sentence">
        {t('backtest.sentence', {
          gone: t('backtest.gone', count(onlyCurrent.length)),
          fresh: t('backtest.fresh', count(onlyChanged.length)),
          stay: t('backtest.stay', count(both.length)),
        })}
      </p>
      <p className="dim small">
        {t('backtest.of', {
          from: f.minute(request.from, now),
          // The day stands there where it is not that of the start: "Mon 00:19 to 00:19" says nothing.
          to: f.minute(request.to, request.from),
          sensors: t('words.sensors', count(things)),
          readings: shortCount(observations, language, (n) => f.number(n)),
        })}
      </p>
      <Counts result={result} />
      <Lists result={result} />
    </div>
  );
}

interface CountRow {
  readonly key: string;
  readonly name: ReactNode;
  readonly current: number;
  readonly changed: number;
}

function Counts({ result: { current, changed } }: { result: Result }) {
  const { t } = useTranslation();
  const severities = SEVERITIES.toReversed().map((severity): CountRow => ({
    key: severity,
    name: <SeverityLabel severity={severity} size={12} />,
    current: current.incidents[severity],
    changed: changed.incidents[severity],
  }));
  const detectors = DETECTORS.map((kind): CountRow => ({
    key: kind,
    name: t(`detectors.name.${kind}`),
    current: current.anomaliesByDetector[kind] ?? 0,
    changed: changed.anomaliesByDetector[kind] ?? 0,
  })).filter((row) => row.current + row.changed > 0);
  const all = { key: 'all', name: t('backtest.all'), current: current.anomalies, changed: changed.anomalies };
  return (
    <div className="backtest-counts">
      <CountTable title={t('backtest.incidents')} rows={severities} />
      <CountTable title={t('backtest.anomalies')} rows={[all, ...detectors]} />
    </div>
  );
}

function CountTable({ title, rows }: { title: string; rows: readonly CountRow[] }) {
  const { t } = useTranslation();
  const f = useFormat();
  const signed = (change: number) => (change > 0 ? `+${f.count(change)}` : change === 0 ? '0' : f.count(change));
  return (
    <table className="figures-table">
      <thead>
        <tr>
          <th scope="col">{title}</th>
          <th scope="col">{t('backtest.inForce')}</th>
          <th scope="col">{t('backtest.changed')}</th>
          <th scope="col">{t('backtest.difference')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, name, current, changed }) => (
          <tr key={key} className={current === changed ? 'same' : ''}>
            <th scope="row">{name}</th>
            <td>{f.count(current)}</td>
            <td>{f.count(changed)}</td>
            <td>
              <b>{signed(changed - current)}</b>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The incidents of one side at a time; opens where there is a difference to look at. */
function Lists({ result }: { result: Result }) {
  const { t } = useTranslation();
  const f = useFormat();
  const [side, setSide] = useState<(typeof SIDES)[number]>(() => SIDES.find((one) => result[one].length > 0) ?? 'both');
  const list = result[side];
  return (
    <section aria-label={t('backtest.lists')}>
      <Segments
        label={t('backtest.lists')}
        value={side}
        onChange={setSide}
        segments={SIDES.map((value) => ({
          value,
          label: t(`backtest.side.${value}`, { n: f.count(result[value].length) }),
        }))}
      />
      {list.length === 0 ? (
        <p className="dim backtest-none">{t('backtest.noneHere')}</p>
      ) : (
        <ul className="backtest-list">
          {list.map((incident, index) => (
            <Found key={`${incident.start} ${index}`} incident={incident} />
          ))}
          {list.length >= MOST_LISTED && <li className="dim">{t('backtest.capped', { n: f.count(MOST_LISTED) })}</li>}
        </ul>
      )}
    </section>
  );
}

function Found({ incident }: { incident: BacktestIncident }) {
  const { t } = useTranslation();
  const f = useFormat();
  const now = useNow();
  const reason = useReason();
  const { severity, title, start, end, things } = incident;
  const lasted = end === null ? t('backtest.lasting') : f.duration(Math.round((end - start) / 60_000) * 60_000);
  return (
    <li>
      <SeverityMark severity={severity} size={13} />
      <div>
        <b>{reason(title)}</b>
        <p className="dim">{reason(incident.reason)}</p>
      </div>
      <p className="dim backtest-when">
        <span>{f.minute(start, now)}</span>
        <span>{t('words.join', { a: lasted, b: t('words.sensors', { count: things, n: f.count(things) }) })}</span>
      </p>
    </li>
  );
}
