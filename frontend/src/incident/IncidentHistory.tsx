import { renderNote, type IncidentEvent } from '@citywatch/contracts';
import { useTranslation } from 'react-i18next';
import { useFormat, useLanguage } from '../format/use-format';
import { ErrorNote } from '../ui/ErrorNote';
import { useNow } from '../ui/use-now.hook';

/** Growth by the minute says nothing to people; opening, acts and their notes do. */
const isTold = (event: IncidentEvent): boolean => event.kind !== 'grew' && event.kind !== 'changed';

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
  const language = useLanguage();
  const now = useNow();
  const told = events?.filter(isTold).toReversed() ?? [];
  return (
    <section className="block">
      <h3>{t('incident.panel.history')}</h3>
      {error && <ErrorNote error={error} onRetry={onRetry} />}
      <ol className="events">
        {told.map((event) => (
          <li key={event.sequence}>
            <time>{f.moment(event.at, now)}</time>
            <span>
              {t('incident.by', {
                what: t(`incident.event.${event.kind}`),
                who: event.actor === 'system' ? t('incident.system') : event.actor,
              })}
              {event.note !== null && <span className="note">{renderNote(event.note, language)}</span>}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
