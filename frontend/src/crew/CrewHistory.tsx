import type { IncidentEvent } from '@citywatch/contracts';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format';
import { useEventWords } from '../incident/event-words';
import { ErrorNote } from '../ui/ErrorNote';
import { Skeleton } from '../ui/Skeleton';
import { useNow } from '../ui/use-now.hook';

interface CrewHistoryProps {
  readonly events: readonly IncidentEvent[] | undefined;
  readonly error: Error | undefined;
  readonly onRetry: () => void;
}

/** What was done, newest first. That it grew is told once: for a crew the last time counts. */
export function CrewHistory({ events, error, onRetry }: CrewHistoryProps) {
  const { t } = useTranslation();
  return (
    <section className="crew-block">
      <h2 className="crew-block-title">{t('incident.panel.history')}</h2>
      {error !== undefined && <ErrorNote error={error} onRetry={onRetry} />}
      {events === undefined ? (
        error === undefined && <Skeleton widths={[70, 50]} height={16} />
      ) : (
        <ol className="crew-history">
          {lastGrowth(events).map((event) => (
            <Entry key={event.sequence} event={event} />
          ))}
        </ol>
      )}
    </section>
  );
}

function lastGrowth(events: readonly IncidentEvent[]): IncidentEvent[] {
  const growth = events.filter(({ kind }) => kind === 'grew' || kind === 'changed').at(-1);
  return events.filter((event) => (event.kind !== 'grew' && event.kind !== 'changed') || event === growth).toReversed();
}

function Entry({ event }: { event: IncidentEvent }) {
  const f = useFormat();
  const now = useNow();
  const { what, note } = useEventWords()(event);
  return (
    <li>
      <time dateTime={new Date(event.at).toISOString()}>{f.moment(event.at, now)}</time>
      <span>
        {what}
        {note !== null && <span className="crew-note">{note}</span>}
      </span>
    </li>
  );
}
