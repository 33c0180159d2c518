import type { IncidentEvent } from '@citywatch/contracts';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format';
import { ErrorNote } from '../ui/ErrorNote';
import { useNow } from '../ui/use-now.hook';
import { useEventWords } from './event-words';
import { isTold } from './told-event';

/** Who did what, newest first, with their notes. */
export function IncidentHistory({
  events,
  error,
  onRetry,
}: {
  events: readonly IncidentEvent[] | undefined;
  error: Error | undefined;
  onRetry: () => void;
}) {
  const { t } = useTranslation();
  const f = useFormat();
  const words = useEventWords();
  const now = useNow();
  const told = events?.filter(isTold).toReversed() ?? [];
  return (
    <section className="block">
      <h3>{t('incident.panel.history')}</h3>
      {error && <ErrorNote error={error} onRetry={onRetry} />}
      <ol className="events">
        {told.map((event) => {
          const { what, note } = words(event);
          return (
            <li key={event.sequence}>
              <time dateTime={new Date(event.at).toISOString()}>{f.moment(event.at, now)}</time>
              <span>
                {what}
                {note !== null && <span className="note">{note}</span>}
              </span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
