import { useTranslation } from 'react-i18next';
import { useCity } from '../app/city';
import { addDays, startOfDay, zoneOffset } from '../charts/time-axis';
import { useFormat } from '../format/use-format';
import { Button } from '../ui/Button';
import type { SensorSeries } from './answer';
import { nearestReading } from './load';
import type { HistoryQuery } from './query';

interface NoResultProps {
  readonly query: HistoryQuery;
  readonly series: readonly SensorSeries[];
  readonly from: number;
  readonly to: number;
  readonly onGo: (query: HistoryQuery) => void;
}

/** Nothing was read in the period: says when the nearest readings are, and goes there. */
export function NoResult({ query, series, from, to, onGo }: NoResultProps) {
  const { t } = useTranslation();
  const { timeZone } = useCity();
  const f = useFormat();
  const found = nearestReading(series, from, to);
  const go = () => {
    if (found === null) return;
    const day = (time: number) => new Date(time + zoneOffset(time, timeZone)).toISOString().slice(0, 10);
    // As many days as were asked for, ending with the nearest when looking back, else beginning with it.
    const days = Math.max(1, Math.round((to - from) / 86_400_000));
    const start = found < from ? addDays(startOfDay(found, timeZone), 1 - days, timeZone) : startOfDay(found, timeZone);
    onGo({ ...query, period: { kind: 'days', from: day(start), to: day(addDays(start, days - 1, timeZone)) } });
  };
  return (
    <section className="history-note no-result" role="status">
      <p>
        {t('history.noResult')} {found === null ? t('history.nowhere') : t('history.nearest', { day: f.day(found) })}
      </p>
      {found !== null && (
        <Button kind="primary" onClick={go}>
          {t('history.goThere')}
        </Button>
      )}
    </section>
  );
}
