import { DOMAINS, severityRank, type CityAnswer, type Incident } from '@citywatch/contracts';
import { BellOff } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ZoneNote } from '../app/ZoneNote';
import { useFormat } from '../format/use-format';
import { FLOOD, holdOrder, openedLately } from '../live/incident-store';
import { useCounts, useIncidents, useLive, useQueue } from '../live/live-context';
import { Button } from '../ui/Button';
import { Skeleton } from '../ui/Skeleton';
import { useNow } from '../ui/use-now.hook';
import { IncidentCard, IncidentRow } from './IncidentCard';
import './queue.css';
import { useReason } from './use-reason';

export interface IncidentQueueProps {
  readonly selected: string | null;
  readonly onSelect: (incident: string) => void;
  readonly totals: CityAnswer['incidents'] | undefined;
}

/** One list: worst first, then oldest. Only the first card says what to do first. */
export function IncidentQueue({ selected, onSelect, totals }: IncidentQueueProps) {
  const { t } = useTranslation();
  const f = useFormat();
  const now = useNow();
  const lately = openedLately(useIncidents(), now);
  const queue = useQueue();
  const [all, setAll] = useState(false);
  const flood = lately >= FLOOD;
  const worst = (list: readonly Incident[]) => (flood && !all ? list.filter(isWorst) : list);
  const inHand = worst(queue.inHand);
  return (
    <aside className="queue" aria-label={t('incident.list')}>
      <div className="queue-scroll">
        {flood && (
          <div className="flood" role="status">
            <span className="grow">{t('incident.flood', { n: f.count(lately) })}</span>
            <Button onClick={() => setAll(!all)}>{t(all ? 'incident.showWorst' : 'incident.showAll')}</Button>
          </div>
        )}
        <ToAcknowledge
          wanted={worst(queue.toAcknowledge)}
          total={queue.toAcknowledge.length}
          lastOver={queue.lastOver}
          selected={selected}
          onSelect={onSelect}
        />
        {inHand.length > 0 && (
          <section aria-label={t('incident.inHand')}>
            <h2 className="group">
              {t('incident.inHand')} <span>{f.count(queue.inHand.length)}</span>
            </h2>
            {inHand.map((incident) => (
              <IncidentRow
                key={incident.id}
                incident={incident}
                selected={incident.id === selected}
                onSelect={onSelect}
              />
            ))}
          </section>
        )}
        {queue.silenced.length > 0 && <Silenced incidents={queue.silenced} onSelect={onSelect} />}
      </div>
      <Sums totals={totals} />
    </aside>
  );
}

interface ToAcknowledgeProps extends Omit<IncidentQueueProps, 'totals'> {
  /** Those shown, in order; `total` counts also those a flood hides. */
  readonly wanted: readonly Incident[];
  readonly total: number;
  readonly lastOver: number | null;
}

/** Under a pointer the order stays, and a pill says how many wait. */
function ToAcknowledge({ wanted, total, lastOver, selected, onSelect }: ToAcknowledgeProps) {
  const { t } = useTranslation();
  const f = useFormat();
  const { incidents: store } = useLive();
  const [frozen, setFrozen] = useState<readonly string[] | null>(null);
  const { shown, held } = holdOrder(wanted, frozen);
  const freeze = () => setFrozen(wanted.map((incident) => incident.id));
  return (
    <section
      aria-label={t('incident.toAcknowledge')}
      onPointerEnter={(event) => event.pointerType === 'mouse' && freeze()}
      onPointerLeave={() => setFrozen(null)}
    >
      <h2 className="group">
        {t('incident.toAcknowledge')} {total > 0 && <span>{t('incident.worstFirst', { n: f.count(total) })}</span>}
        {held > 0 && (
          <button type="button" className="held" onClick={freeze}>
            {t('incident.held', { count: held, n: f.count(held) })}
          </button>
        )}
      </h2>
      {!store.loaded && <Skeleton widths={[40, 85, 95, 60, 30, 80, 90, 50]} />}
      {store.loaded && total === 0 && <Quiet at={lastOver} />}
      {shown.map((incident, index) => (
        <IncidentCard
          key={incident.id}
          incident={incident}
          selected={incident.id === selected}
          onSelect={onSelect}
          first={index === 0}
          hasKey={selected === null ? index === 0 : incident.id === selected}
        />
      ))}
    </section>
  );
}

const isWorst = (incident: Incident): boolean => severityRank(incident.severity) >= severityRank('major');

function Quiet({ at }: { at: number | null }) {
  const { t } = useTranslation();
  const f = useFormat();
  const now = useNow();
  if (at === null) return <p className="quiet">{t('incident.quietNone')}</p>;
  return <p className="quiet">{t('incident.quiet', { time: f.minute(at, now) })}</p>;
}

function Silenced({ incidents, onSelect }: { incidents: readonly Incident[]; onSelect: (incident: string) => void }) {
  const { t } = useTranslation();
  const f = useFormat();
  const now = useNow();
  const reason = useReason();
  return (
    <section aria-label={t('incident.silenced')}>
      <h2 className="group">
        {t('incident.silenced')} <span>{f.count(incidents.length)}</span>
      </h2>
      {incidents.map(({ id, title, times }) => {
        const shelved = (times.shelvedUntil ?? 0) > (times.silencedUntil ?? 0);
        const time = f.minute(Math.max(times.silencedUntil ?? 0, times.shelvedUntil ?? 0), now);
        return (
          <button key={id} type="button" className="silenced" onClick={() => onSelect(id)}>
            <BellOff size={13} aria-hidden="true" />
            <span className="grow">{reason(title)}</span>
            <span>{t(shelved ? 'incident.shelvedUntil' : 'incident.silencedUntil', { time })}</span>
          </button>
        );
      })}
    </section>
  );
}

/** Totals of the day and how true the sensors are. */
function Sums({ totals }: { totals: CityAnswer['incidents'] | undefined }) {
  const { t } = useTranslation();
  const f = useFormat();
  const counts = useCounts();
  const sum = (bucket: 'stale' | 'offline' | 'doubtful') =>
    f.count(DOMAINS.reduce((total, domain) => total + counts[domain][bucket], 0));
  const count = (n: number) => ({ count: n, n: f.count(n) });
  return (
    <div className="sum">
      {totals && (
        <span>
          {t('incident.sums', {
            anomalies: t('words.anomalies', count(totals.anomaliesSinceMidnight)),
            incidents: t('words.incidents', count(totals.sinceMidnight)),
          })}
        </span>
      )}
      <span>{t('incident.health', { stale: sum('stale'), offline: sum('offline'), doubtful: sum('doubtful') })}</span>
      <ZoneNote />
    </div>
  );
}
