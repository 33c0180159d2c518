import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { getHistory } from '../api/api';
import { useAnswer } from '../api/use-answer.hook';
import { TimeSeries } from '../charts/TimeSeries';
import { useFormat } from '../format/use-format';
import { ErrorNote } from '../ui/ErrorNote';
import { Segments } from '../ui/Segments';
import { Skeleton } from '../ui/Skeleton';
import { serverNow } from '../ui/use-now.hook';

const SPANS = { day: 86_400_000, week: 7 * 86_400_000 } as const;
type Span = keyof typeof SPANS;
/** A point is minutes wide: asking more often would draw the same. */
const RENEW = 60_000;
const HEIGHT = 150;

/** The last 24 h or 7 d of one Datastream, with the band that was expected. */
export function SensorChart({ datastream, property }: { datastream: number; property: string }) {
  const { t } = useTranslation();
  const f = useFormat();
  const [span, setSpan] = useState<Span>('day');
  const answer = useAnswer(
    `${datastream} ${span}`,
    (signal) => {
      const to = serverNow();
      return getHistory(datastream, { from: to - SPANS[span], to }, signal);
    },
    { every: RENEW },
  );
  const history = answer.data;
  const expected = history?.expected.at(-1);
  return (
    <section className="block">
      <h3>
        {expected
          ? t('live.sensor.expected', { range: f.range(expected[2], expected[3], property).text })
          : t('live.sensor.noExpected')}
        <Segments
          label={t('live.sensor.chart')}
          value={span}
          onChange={setSpan}
          segments={[
            { value: 'day', label: t('live.sensor.spans.day') },
            { value: 'week', label: t('live.sensor.spans.week') },
          ]}
        />
      </h3>
      {answer.error && <ErrorNote error={answer.error} onRetry={answer.reload} />}
      {history === undefined ? (
        !answer.error && <Skeleton widths={[100]} height={HEIGHT} />
      ) : history.points.length === 0 ? (
        <p className="dim small">{t('live.sensor.noPoints')}</p>
      ) : (
        <TimeSeries history={history} height={HEIGHT} legend={false} />
      )}
    </section>
  );
}
