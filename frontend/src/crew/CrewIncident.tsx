import { type Incident, type IncidentEvent, incidentState, renderReason } from '@citywatch/contracts';
import { ArrowLeft } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useParams } from 'react-router';
import { getIncident } from '../api/api';
import { useAnswer } from '../api/use-answer.hook';
import { useKept } from '../api/use-kept.hook';
import { useCity } from '../app/city';
import { useRetryWhenBack } from '../auth/use-retry.hook';
import { personalParams } from '../app/url-state';
import { useFormat, useLanguage } from '../format/use-format';
import { useIncidents } from '../live/live-context';
import { MapCanvas } from '../map/MapCanvas';
import { boxOf } from '../map/geometry';
import type { CityMap } from '../map/city-map';
import { AgeText } from '../ui/AgeText';
import { DomainCounts } from '../ui/DomainIcon';
import { ErrorNote } from '../ui/ErrorNote';
import { SeverityLabel } from '../ui/SeverityMark';
import { Skeleton } from '../ui/Skeleton';
import { CrewActs } from './CrewActs';
import { CrewEvidence } from './CrewEvidence';
import { CrewHistory } from './CrewHistory';
import { CrewLink } from './CrewLink';
import { placed } from './crew-list';
import type { Here } from './use-here.hook';

/** One incident for the person who drives there: what, why, where, how it looks, what was done, and the next act at the thumb. */
export function CrewIncident({ here }: { here: Here }) {
  const { id = '' } = useParams();
  const { t } = useTranslation();
  const { search } = useLocation();
  const live = useIncidents().find((incident) => incident.id === id);
  // Asked again with each revision: the history is not in the live message.
  const answer = useAnswer(`${id}@${live?.revision ?? ''}`, (signal) => getIncident(id, signal));
  useRetryWhenBack(answer);
  const incident = newer(live, answer.data?.incident);
  const events = useKept(id, answer.data?.events);
  return (
    <>
      <div className="crew-page">
        <header className="crew-incident-head">
          <Link
            className="button quiet square crew-back"
            to={{ pathname: '/crews', search: personalParams(search) }}
            aria-label={t('ui.back')}
          >
            <ArrowLeft size={20} aria-hidden="true" />
          </Link>
          {incident && (
            <>
              <SeverityLabel severity={incident.severity} />
              <span className="dim">{t(`crew.state.${incidentState(incident.times)}`)}</span>
              <span className="end faint crew-number">{t('incident.number', { n: incident.number })}</span>
            </>
          )}
        </header>
        <CrewLink onlyBroken />
        {incident ? (
          <Body incident={incident} here={here} events={events} error={answer.error} onRetry={answer.reload} />
        ) : answer.error ? (
          <div className="crew-pad">
            <ErrorNote error={answer.error} onRetry={answer.reload} />
          </div>
        ) : (
          <div className="crew-pad">
            <Skeleton widths={[80, 100, 60]} height={22} />
          </div>
        )}
      </div>
      {incident && <CrewActs incident={incident} />}
    </>
  );
}

/** The later of what the link and what the answer know. */
const newer = (a: Incident | undefined, b: Incident | undefined): Incident | undefined =>
  a === undefined || (b !== undefined && b.revision > a.revision) ? b : a;

interface BodyProps {
  readonly incident: Incident;
  readonly events: readonly IncidentEvent[] | undefined;
  readonly error: Error | undefined;
  readonly onRetry: () => void;
  readonly here: Here;
}

function Body({ incident, events, error, onRetry, here }: BodyProps) {
  const { t } = useTranslation();
  const f = useFormat();
  const language = useLanguage();
  const { units } = useCity();
  const { distance, way } = placed(incident, here.position);
  return (
    <>
      <section className="crew-pad">
        <h1>{renderReason(incident.title, language, units)}</h1>
        <p className="dim">{renderReason(incident.reason, language, units)}</p>
        <p className="crew-facts">
          <DomainCounts things={incident.things} />
          <AgeText className="dim" time={incident.times.startedAt} sentence />
          {incident.extent > 0 && (
            <span className="end dim">{t('crew.across', { distance: f.distance(incident.extent) })}</span>
          )}
        </p>
      </section>
      <div className="crew-map">
        <IncidentMap incident={incident} here={here} />
        {distance !== null && way !== null && (
          <span className="crew-map-note">
            {t('crew.away', { distance: f.distance(distance), way: t(`crew.way.${way}`) })}
          </span>
        )}
      </div>
      <CrewEvidence incident={incident} />
      <CrewHistory events={events} error={error} onRetry={onRetry} />
    </>
  );
}

/** The incident and its surroundings; fitted to it once, then left to the person. */
function IncidentMap({ incident, here }: { incident: Incident; here: Here }) {
  const [city, setCity] = useState<CityMap | null>(null);
  const place = here.position;
  useEffect(() => {
    const { centre, members } = incident;
    const points = members.map((m) => [m.longitude, m.latitude] as const);
    const box = boxOf(points.length === 0 ? [[centre.longitude, centre.latitude]] : points);
    if (city !== null && box !== null) city.fit(box, 48);
  }, [city, incident.id]);
  return (
    <MapCanvas
      compact
      selection={{ incident: incident.id, thing: null }}
      view={{ ...incident.centre, zoom: 13 }}
      here={place && [place.longitude, place.latitude]}
      onReady={setCity}
    />
  );
}
