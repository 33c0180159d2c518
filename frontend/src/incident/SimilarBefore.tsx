import type { Incident, SimilarIncidentsAnswer } from '@citywatch/contracts';
import { useTranslation } from 'react-i18next';
import { getSimilar } from '../api/api';
import { useAnswer } from '../api/use-answer.hook';
import { useKept } from '../api/use-kept.hook';
import { useFormat } from '../format/use-format';
import { ErrorNote } from '../ui/ErrorNote';
import { SeverityMark } from '../ui/SeverityMark';
import { Skeleton } from '../ui/Skeleton';
import { useNow } from '../ui/use-now.hook';
import { useEventWords } from './event-words';
import { useReason } from './use-reason';
import { VerdictChip } from './VerdictChip';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

type Similar = SimilarIncidentsAnswer['similar'][number];

interface SimilarProps {
  readonly incident: Incident;
  readonly onIncident: (incident: string) => void;
}

/** Earlier incidents like this one, most alike first, and what was done then. */
export function SimilarBefore({ incident, onIncident }: SimilarProps) {
  const { t } = useTranslation();
  const { id, title, severity, root } = incident;
  // Asked again only where it turns out to be something else: in its first seconds a power cut is a voltage that sags.
  const answer = useAnswer([id, title.code, severity, root].join(' '), (signal) => getSimilar(id, signal));
  const { error, reload } = answer;
  const data = useKept(id, answer.data);
  return (
    <section className="block similar">
      <h3>{t('similar.title')}</h3>
      {error && <ErrorNote error={error} onRetry={reload} />}
      {data === undefined
        ? !error && <Skeleton widths={[70, 90]} />
        : data.similar.length === 0 && <p className="dim small">{t('similar.none')}</p>}
      {data !== undefined && data.similar.length > 0 && (
        <ol>
          {data.similar.map((one) => (
            <SimilarRow key={one.incident.id} similar={one} onIncident={onIncident} />
          ))}
        </ol>
      )}
    </section>
  );
}

function SimilarRow({ similar, onIncident }: { similar: Similar } & Pick<SimilarProps, 'onIncident'>) {
  const { t } = useTranslation();
  const f = useFormat();
  const reason = useReason();
  const now = useNow();
  const words = useEventWords();
  // Of long ago the minute is enough.
  const minutes = (ms: number) =>
    ms < HOUR && ms >= MINUTE ? t('words.age.minutes', { min: Math.round(ms / MINUTE) }) : f.duration(ms);
  const { incident, similarity, events } = similar;
  const { startedAt } = incident.times;
  return (
    <li>
      <SeverityMark severity={incident.severity} size={13} />
      <div>
        <p className="similar-head">
          <button type="button" className="text-link" onClick={() => onIncident(incident.id)}>
            {reason(incident.title)}
          </button>
          <span className="faint">{t('similar.alike', { share: f.percent(similarity) })}</span>
        </p>
        <p className="dim">
          {t('words.join', { a: f.moment(startedAt, now), b: t('incident.number', { n: incident.number }) })}{' '}
          {incident.feedback && <VerdictChip feedback={incident.feedback} short />}
        </p>
        {events.length === 0 ? (
          <p className="faint">{t('similar.nothingDone')}</p>
        ) : (
          <ul>
            {events.map((event) => {
              const { what, note } = words(event);
              return (
                <li key={event.sequence}>
                  <span className="dim">{t('similar.after', { age: minutes(event.at - startedAt) })}</span> {what}
                  {note !== null && <q>{note}</q>}
                </li>
              );
            })}
          </ul>
        )}
      </div>
    </li>
  );
}
