import type { Incident } from '@citywatch/contracts';
import { lazy, Suspense, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { getHistory } from '../api/api';
import { useAnswer } from '../api/use-answer.hook';
import { useRetryWhenBack } from '../auth/use-retry.hook';
import { evidenceOf } from '../charts/judged';
import { magnitude } from '../charts/model';
import { Sparkline } from '../charts/Sparkline';
import { useFormat } from '../format/use-format';
import { ErrorNote } from '../ui/ErrorNote';
import { Skeleton } from '../ui/Skeleton';
import { serverNow } from '../ui/use-now.hook';
import { useWide } from './use-wide.hook';

const DAY = 86_400_000;
const CHART_HEIGHT = 180;
/** The chart library is half a megabyte: a phone in the field does not load it. */
const TimeSeries = lazy(async () => ({ default: (await import('../charts/TimeSeries')).TimeSeries }));

/** The one chart: the reading that moved first, over the last 24 h, and what was expected of it. */
export function CrewEvidence({ incident }: { incident: Incident }) {
  const { t } = useTranslation();
  const f = useFormat();
  const wide = useWide();
  const first = incident.members.find((member) => member.thing === incident.firstMover) ?? incident.members.at(0);
  // A new revision asks again, up to its own now.
  const to = useMemo(() => Math.ceil(serverNow() / 60_000) * 60_000, [first?.datastream, incident.revision]);
  const key = first === undefined ? null : `${first.anomaly}@${to}`;
  const answer = useAnswer(key, async (signal) => {
    const found = await getHistory(first?.datastream ?? 0, { from: to - DAY, to, resolution: '5m' }, signal);
    return evidenceOf(found, first?.anomaly ?? '');
  });
  useRetryWhenBack(answer);
  if (first === undefined) return null;
  const history = answer.data;
  const last = history?.points.at(-1);
  // What was expected of another reading says nothing of the last.
  const band = history?.expected.find(([time]) => time === last?.[0]);
  const most = history === undefined ? 0 : magnitude(history);
  return (
    <section className="crew-block crew-evidence">
      <div className="grow">
        <h2 className="meta">
          {t('crew.evidence', { property: f.property(first.property), sensor: first.thingName })}
        </h2>
        {answer.error !== undefined ? (
          <ErrorNote error={answer.error} onRetry={answer.reload} />
        ) : history === undefined ? (
          <Skeleton widths={[60]} height={18} />
        ) : (
          <p className="dim">
            <b>{last === undefined ? t('crew.noReadings') : f.measure(last[1], first.property, most).text}</b>
            {band !== undefined && (
              <>
                {t('crew.expected')}
                <span className="crew-range">{f.range(band[2], band[3], first.property, most).text}</span>
              </>
            )}
          </p>
        )}
      </div>
      {history !== undefined &&
        history.points.length > 0 &&
        (wide ? (
          <Suspense fallback={<Skeleton widths={[100]} height={CHART_HEIGHT} />}>
            <TimeSeries history={history} height={CHART_HEIGHT} />
          </Suspense>
        ) : (
          <Sparkline history={history} width={112} height={40} />
        ))}
    </section>
  );
}
