import type { Incident } from '@citywatch/contracts';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { getIncident } from '../api/api';
import { useAnswer } from '../api/use-answer.hook';
import { useKept } from '../api/use-kept.hook';
import { useFormat } from '../format/use-format';
import { useIncidents, useLive } from '../live/live-context';
import type { LngLat } from '../map/geometry';
import { Button } from '../ui/Button';
import { ErrorNote } from '../ui/ErrorNote';
import { Skeleton } from '../ui/Skeleton';
import { useChosenMember } from './chosen-member';
import { Feedback } from './Feedback';
import { IncidentHead } from './IncidentHead';
import { IncidentHistory } from './IncidentHistory';
import { MemberOrder } from './MemberOrder';
import { MergePanel } from './MergePanel';
import type { Shape } from './MoreActs';
import './panel.css';
import './shape.css';
import './why.css';
import { SimilarBefore } from './SimilarBefore';
import { SplitPanel } from './SplitPanel';
import { WhyAlarm } from './WhyAlarm';
import { WhyOne } from './WhyOne';

export interface PanelProps {
  readonly onClose: () => void;
  readonly onThing: (thing: string) => void;
  readonly onIncident: (incident: string) => void;
  readonly onFly: (incident: Incident) => void;
  /** Places to ring on the map. Must stay the same function. */
  readonly onFocus: (places: readonly LngLat[]) => void;
}

/** Everything of one incident, in the order of the questions: what, what now, why, in which order, what was it before, who did what. */
export function IncidentPanel({ id, ...rest }: PanelProps & { readonly id: string }) {
  const { t } = useTranslation();
  const live = useIncidents().find((other) => other.id === id);
  // History and what is over long ago come from the server; a new revision asks again.
  const answer = useAnswer(`${id} ${live?.revision ?? ''}`, (signal) => getIncident(id, signal));
  const known = useKept(id, answer.data);
  const shown = live ?? known?.incident;
  const [shape, setShape] = useState<Shape | null>(null);
  const { onFocus } = rest;
  useEffect(() => () => onFocus([]), [onFocus]);
  const done = () => setShape(null);
  const begin = (next: Shape) => {
    setShape(next);
    // To tell sensors apart they must be seen apart.
    if (next === 'split' && shown) rest.onFly(shown);
  };
  return (
    <aside className="detail" aria-label={t('incident.panel.label')}>
      {shown ? (
        <>
          <IncidentHead incident={shown} onShape={begin} {...rest} />
          {shape === 'split' ? (
            <SplitPanel incident={shown} onDone={done} onFocus={onFocus} />
          ) : shape === 'merge' ? (
            <MergePanel incident={shown} onDone={done} onFocus={onFocus} />
          ) : (
            <>
              <Reasons incident={shown} {...rest} />
              <Feedback incident={shown} />
              <SimilarBefore incident={shown} onIncident={rest.onIncident} />
              <IncidentHistory events={known?.events} error={answer.error} onRetry={answer.reload} />
              <Sources incident={shown} />
            </>
          )}
        </>
      ) : (
        <Missing error={answer.error} onRetry={answer.reload} onClose={rest.onClose} />
      )}
    </aside>
  );
}

/** Why these sensors, why the chosen one, and the list to choose another from. */
function Reasons({ incident, onThing, onFocus }: Pick<PanelProps, 'onThing' | 'onFocus'> & { incident: Incident }) {
  const [member, choose] = useChosenMember(incident);
  const [longitude, latitude] = [member?.longitude, member?.latitude];
  useEffect(
    () => onFocus(longitude === undefined || latitude === undefined ? [] : [[longitude, latitude]]),
    [onFocus, longitude, latitude],
  );
  return (
    <>
      {incident.members.length > 1 && <WhyOne incident={incident} onThing={onThing} />}
      {member && <WhyAlarm incident={incident} member={member} onThing={onThing} />}
      {incident.members.length > 1 && <MemberOrder incident={incident} chosen={member?.anomaly} onChoose={choose} />}
    </>
  );
}

function Missing({ error, onRetry, onClose }: { error: Error | undefined; onRetry: () => void; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="block">
      {error ? <ErrorNote error={error} onRetry={onRetry} /> : <Skeleton widths={[50, 90, 70, 100, 60, 80]} />}
      {error && <p className="dim small">{t('incident.panel.missing')}</p>}
      <Button onClick={onClose}>{t('ui.close')}</Button>
    </div>
  );
}

function Sources({ incident }: { incident: Incident }) {
  const { t } = useTranslation();
  const f = useFormat();
  const { sensors } = useLive();
  const operators = [
    ...new Set(incident.members.flatMap((member) => sensors.thing(member.thing)?.operator ?? [])),
  ].sort();
  if (operators.length === 0) return null;
  return (
    <section className="block last">
      <h3>
        {t('incident.panel.sources')}
        <span>{t('incident.panel.operators', { count: operators.length, n: f.count(operators.length) })}</span>
      </h3>
      <p className="small dim">{operators.join(', ')}</p>
    </section>
  );
}
