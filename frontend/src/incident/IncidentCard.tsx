import type { Incident } from '@citywatch/contracts';
import { useTranslation } from 'react-i18next';
import { useSession } from '../app/session';
import { useLinked } from '../live/live-context';
import { AgeText } from '../ui/AgeText';
import { Button } from '../ui/Button';
import { DomainCounts } from '../ui/DomainIcon';
import { SeverityLabel, SeverityMark } from '../ui/SeverityMark';
import { StateLabel } from '../ui/StateLabel';
import { useIncidentActs } from './incident-acts';
import { useReason } from './use-reason';

interface CardProps {
  readonly incident: Incident;
  readonly selected: boolean;
  readonly onSelect: (incident: string) => void;
}

/** An incident to acknowledge: what, why in at most two lines, sensors, age, and the one act. */
export function IncidentCard({
  incident,
  selected,
  onSelect,
  first,
  hasKey,
}: CardProps & { readonly first: boolean; /** Whether A acknowledges this one. */ readonly hasKey: boolean }) {
  const { t } = useTranslation();
  const reason = useReason();
  const acts = useIncidentActs();
  const session = useSession();
  const linked = useLinked();
  const words = acts.failureOf(incident.id)?.words;
  return (
    <article className={`card ${selected ? 'selected' : ''}`} data-incident={incident.id}>
      <SeverityMark severity={incident.severity} size={16} label={false} />
      <div>
        <div className="top">
          <SeverityLabel severity={incident.severity} mark={false} />
          {first && <span className="first">{t('incident.doFirst')}</span>}
          <AgeText className="age" time={incident.times.startedAt} />
        </div>
        <h3>
          <button type="button" className="open" aria-current={selected} onClick={() => onSelect(incident.id)}>
            {reason(incident.title)}
          </button>
        </h3>
        <p className="why" title={reason(incident.reason)}>
          {reason(incident.reason)}
        </p>
        <div className="foot">
          <DomainCounts things={incident.things} />
          {session.may('acknowledge') && (
            <Button
              className="end"
              kind={first ? 'primary' : 'normal'}
              shortcut={hasKey && linked ? 'A' : undefined}
              disabled={!linked || acts.isPending(incident.id)}
              onClick={() => void acts.run(incident, { command: 'acknowledge' })}
            >
              {t(linked ? 'incident.act.acknowledge' : 'shell.link.needsLink')}
            </Button>
          )}
        </div>
        {words && (
          <p className="outcome" role="alert">
            {words}
          </p>
        )}
      </div>
    </article>
  );
}

/** An incident that somebody has: title, reason, state and who. */
export function IncidentRow({ incident, selected, onSelect }: CardProps) {
  const reason = useReason();
  const acts = useIncidentActs();
  const words = acts.failureOf(incident.id)?.words;
  return (
    <article className={`card slim ${selected ? 'selected' : ''}`} data-incident={incident.id}>
      <SeverityMark severity={incident.severity} size={13} />
      <div>
        <div className="top">
          <h3>
            <button type="button" className="open" aria-current={selected} onClick={() => onSelect(incident.id)}>
              {reason(incident.title)}
            </button>
          </h3>
          <AgeText className="age" time={incident.times.startedAt} />
        </div>
        <p className="why">{reason(incident.reason)}</p>
        <p className="who">
          <StateLabel incident={incident} />
        </p>
        {words && (
          <p className="outcome" role="alert">
            {words}
          </p>
        )}
      </div>
    </article>
  );
}
