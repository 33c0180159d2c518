import type { Anomaly, HistoryAnswer, Incident, IncidentMember } from '@citywatch/contracts';
import { lazy, Suspense, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { getHistory, getIncidentAnomalies } from '../api/api';
import { useAnswer } from '../api/use-answer.hook';
import { useKept } from '../api/use-kept.hook';
import { useCity } from '../app/city';
import { evidenceOf, judgementOf } from '../charts/judged';
import { useFormat, useLanguage } from '../format/use-format';
import { useLive } from '../live/live-context';
import { ErrorNote } from '../ui/ErrorNote';
import { Skeleton } from '../ui/Skeleton';
import { serverNow, useNow } from '../ui/use-now.hook';
import { MOST_DECADES, oddsOf, rarityOf } from './rarity';
import { whyRange } from './why-range';
import { signsOf, whySentence, type WhyWords } from './why-words';

const TimeSeries = lazy(async () => ({ default: (await import('../charts/TimeSeries')).TimeSeries }));
const HEIGHT = 148;
const DEFAULT_INTERVAL = 60_000;
/** A member is updated while it lasts; its figures need not be newer than this. */
const RENEW = 30_000;

interface WhyAlarmProps {
  readonly incident: Incident;
  readonly member: IncidentMember;
  readonly onThing: (thing: string) => void;
}

/** Why one sensor alarmed: a sentence and a chart of its readings, what was expected, and the abnormal stretch. */
export function WhyAlarm({ incident, member, onThing }: WhyAlarmProps) {
  const { t } = useTranslation();
  const section = useRef<HTMLElement>(null);
  const known = useAnswer(
    `${incident.id} ${incident.members.length}`,
    (signal) => getIncidentAnomalies(incident.id, signal),
    {
      every: RENEW,
    },
  );
  const anomalies = useKept(incident.id, known.data)?.anomalies;
  const anomaly = anomalies?.find(({ id }) => id === member.anomaly);
  useShownWhenChosen(section, member.anomaly);
  return (
    <section className="block why" ref={section} aria-label={t('why.title')}>
      <h3>
        {t('why.title')}
        <span>
          <button type="button" className="text-link" onClick={() => onThing(member.thing)}>
            {member.thingName}
          </button>
        </span>
      </h3>
      <Sentence member={member} anomaly={anomaly} />
      <WhyChart member={member} />
      {anomaly ? <Signs anomaly={anomaly} /> : anomalies === undefined && !known.error && <SignsToCome />}
      {known.error && anomalies === undefined && <ErrorNote error={known.error} onRetry={known.reload} />}
    </section>
  );
}

/** A choice in the list below must be seen to do something. */
function useShownWhenChosen(section: React.RefObject<HTMLElement | null>, anomaly: string): void {
  const first = useRef(anomaly);
  useEffect(() => {
    if (first.current === anomaly) return;
    first.current = anomaly;
    section.current?.scrollIntoView({ block: 'nearest' });
  }, [section, anomaly]);
}

function useInterval(thing: string): number | null {
  const { sensors } = useLive();
  const seconds = sensors.thing(thing)?.interval;
  return seconds === undefined ? null : seconds * 1_000;
}

/** Until the whole anomaly has come, the incident's own words stand: the sentence grows, the lines below stay. */
function Sentence({ member, anomaly }: { member: IncidentMember; anomaly: Anomaly | undefined }) {
  const { t } = useTranslation();
  const f = useFormat();
  const language = useLanguage();
  const { units } = useCity();
  const interval = useInterval(member.thing);
  return (
    <p className={anomaly === undefined ? 'reason to-come' : 'reason'} aria-live="polite">
      {whySentence({
        anomaly: anomaly ?? member,
        rarity: anomaly === undefined ? null : rarityOf(anomaly, interval),
        language,
        units,
        t: t as unknown as WhyWords,
        count: f.count,
      })}
    </p>
  );
}

function WhyChart({ member }: { member: IncidentMember }) {
  const { t } = useTranslation();
  const now = useNow();
  const interval = useInterval(member.thing) ?? DEFAULT_INTERVAL;
  const range = whyRange(member, interval, now);
  const key = `${member.anomaly} ${range.from} ${range.to}`;
  const answer = useAnswer(key, async (signal) => {
    const history = await getHistory(member.datastream, range, signal);
    // The range ends with a whole minute: what is still to come is no gap.
    return evidenceOf({ ...history, to: Math.min(history.to, serverNow()) }, member.anomaly);
  });
  const history = useKept(member.anomaly, answer.data);
  if (history === undefined)
    return answer.error ? (
      <ErrorNote error={answer.error} onRetry={answer.reload} />
    ) : (
      <Skeleton widths={[100]} height={HEIGHT + 24} />
    );
  if (history.points.length === 0) return <p className="faint small">{t('why.noReadings')}</p>;
  return (
    <>
      <Suspense fallback={<Skeleton widths={[100]} height={HEIGHT + 24} />}>
        <TimeSeries
          history={history}
          height={HEIGHT}
          legend={false}
          sentence={false}
          shade={{ start: member.start, end: member.end ?? range.to, severity: member.severity }}
        />
      </Suspense>
      <JudgedBy history={history} anomaly={member.anomaly} />
    </>
  );
}

/** What the bar in the chart is, where the usual range of the hour is not what the sentence speaks of. */
function JudgedBy({ history, anomaly }: { history: HistoryAnswer; anomaly: string }) {
  const { t } = useTranslation();
  const f = useFormat();
  const judged = judgementOf(history, anomaly);
  if (judged === null) return null;
  const { by, low, high } = judged;
  const bar =
    low === null || high === null ? null : t(`why.judged.${by}`, { range: f.range(low, high, history.property).text });
  return (
    <p className="dim small">
      {bar} {t('why.judged.hour')}
    </p>
  );
}

/** Room of the usual three, so that nothing below moves when they come. */
const SignsToCome = () => (
  <div className="signs-to-come">
    <Skeleton widths={[100, 80, 60]} height={10} />
  </div>
);

/** What spoke for it, strongest first: bars of rarity. */
function Signs({ anomaly }: { anomaly: Anomaly }) {
  const { t } = useTranslation();
  const f = useFormat();
  const language = useLanguage();
  const signs = signsOf(anomaly, language);
  if (signs.length === 0) return null;
  return (
    <dl className="signs" aria-label={t('why.signs')}>
      {signs.map(({ name, score, share }, index) => (
        <div key={name}>
          <dt>
            {index === 0
              ? t('why.strongest', { name })
              : index === 1
                ? t('why.next', { name })
                : t('why.also', { name })}
          </dt>
          <dd>
            <i style={{ width: `${Math.round(share * 100)}%` }} aria-hidden="true" />
            <span>{t(score > MOST_DECADES ? 'why.beyond' : 'why.oneIn', { n: f.count(oddsOf(score)) })}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
