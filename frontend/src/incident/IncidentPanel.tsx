import type { Incident } from '@citywatch/contracts';
import { Check } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { getIncident } from '../api/api';
import { useAnswer } from '../api/use-answer.hook';
import { useFormat } from '../format/use-format';
import { useIncidents, useLive } from '../live/live-context';
import { Button } from '../ui/Button';
import { ErrorNote } from '../ui/ErrorNote';
import { Skeleton } from '../ui/Skeleton';
import { Evidence } from './Evidence';
import { IncidentHead } from './IncidentHead';
import { IncidentHistory } from './IncidentHistory';
import './panel.css';
import { countThings, stepsOf, tiesOf, type Step, type Tie } from './ties';
import { useReason } from './use-reason';

export interface PanelProps {
  readonly onClose: () => void;
  readonly onThing: (thing: string) => void;
  readonly onFly: (incident: Incident) => void;
}

/** Everything of one incident, in the order of the questions: what, what now, why, in which order, how we know, who did what. */
export function IncidentPanel({ id, ...rest }: PanelProps & { readonly id: string }) {
  const { t } = useTranslation();
  const incident = useIncidents().find((other) => other.id === id);
  // History and what is over long ago come from the server; a new revision asks again.
  const answer = useAnswer(`${id} ${incident?.revision ?? ''}`, (signal) => getIncident(id, signal));
  const shown = incident ?? answer.data?.incident;
  return (
    <aside className="detail" aria-label={t('incident.panel.label')}>
      {shown ? (
        <>
          <IncidentHead incident={shown} {...rest} />
          <Why incident={shown} />
          <Order incident={shown} onThing={rest.onThing} />
          <Evidence incident={shown} onThing={rest.onThing} />
          <IncidentHistory events={answer.data?.events} error={answer.error} onRetry={answer.reload} />
          <Sources incident={shown} />
        </>
      ) : (
        <div className="block">
          {answer.error ? (
            <ErrorNote error={answer.error} onRetry={answer.reload} />
          ) : (
            <Skeleton widths={[50, 90, 70, 100, 60, 80]} />
          )}
          {answer.error && <p className="dim small">{t('incident.panel.missing')}</p>}
          <Button onClick={rest.onClose}>{t('ui.close')}</Button>
        </div>
      )}
    </aside>
  );
}

function Why({ incident }: { incident: Incident }) {
  const { t } = useTranslation();
  const f = useFormat();
  const reason = useReason();
  const { sensors } = useLive();
  const count = countThings(incident);
  const ties = tiesOf(incident, (id) => sensors.thing(id));
  const words = (tie: Tie): string => {
    if (tie.kind === 'place')
      return t('incident.panel.ties.placeOf', {
        n: f.count(tie.of),
        of: f.count(tie.of),
        distance: f.distance(tie.metres),
      });
    const figures = { n: f.count(tie.n), of: f.count(tie.of) };
    return tie.kind === 'minute'
      ? t('incident.panel.ties.minuteOf', figures)
      : t(`incident.panel.ties.${tie.kind}Of`, { ...figures, name: tie.name });
  };
  return (
    <section className="block">
      <h3>{t('incident.panel.why', { count, n: f.count(count) })}</h3>
      <p className="reason">{reason(incident.reason)}</p>
      {ties.length > 0 && (
        <ul className="ties">
          {ties.map((tie) => (
            <li key={tie.kind}>
              <Check size={14} aria-hidden="true" />
              <b>{t(`incident.panel.ties.${tie.kind}`)}</b>
              <span>{words(tie)}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

const STEPS = 5;

function Order({ incident, onThing }: { incident: Incident; onThing: (thing: string) => void }) {
  const { t } = useTranslation();
  const f = useFormat();
  const [all, setAll] = useState(false);
  const steps = stepsOf(incident);
  const shown = all ? steps : steps.slice(0, STEPS);
  return (
    <section className="block">
      <h3>{t('incident.panel.order')}</h3>
      <ol className="order">
        {shown.map((step) => (
          <OrderStep key={step.member.anomaly} step={step} onThing={onThing} />
        ))}
      </ol>
      {steps.length > STEPS && (
        <Button kind="quiet" onClick={() => setAll(!all)} aria-expanded={all}>
          {all ? t('incident.panel.fewerSteps') : t('incident.panel.moreSteps', { n: f.count(steps.length - STEPS) })}
        </Button>
      )}
    </section>
  );
}

function OrderStep({ step, onThing }: { step: Step; onThing: (thing: string) => void }) {
  const { t } = useTranslation();
  const f = useFormat();
  const reason = useReason();
  const { member, things, domain } = step;
  return (
    <li className={step.isFirst ? 'first-mover' : ''}>
      <time>{f.clock(step.at)}</time>
      <i />
      <span>
        {things === 1 ? (
          <>
            <button type="button" className="text-link" onClick={() => onThing(member.thing)}>
              {member.thingName}
            </button>
            : {reason(member.reason)}
          </>
        ) : (
          t('incident.panel.group', {
            n: f.count(things),
            domain: t(`words.domainLong.${domain}`).toLowerCase(),
            property: t(`words.property.${member.property as 'speed'}`),
          })
        )}
        {step.isFirst && <span className="faint"> {t('incident.panel.first')}</span>}
      </span>
    </li>
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
