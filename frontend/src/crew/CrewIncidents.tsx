import { incidentState, renderReason } from '@citywatch/contracts';
import { LocateFixed } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink, useLocation } from 'react-router';
import { useCity } from '../app/city';
import { useSession } from '../app/session';
import { personalParams } from '../app/url-state';
import { ZoneNote } from '../app/ZoneNote';
import { useFormat, useLanguage } from '../format/use-format';
import { useIncidents, useLive } from '../live/live-context';
import { MapCanvas } from '../map/MapCanvas';
import { AgeText } from '../ui/AgeText';
import { Button } from '../ui/Button';
import { SeverityMark } from '../ui/SeverityMark';
import { Skeleton } from '../ui/Skeleton';
import { CrewLink } from './CrewLink';
import { crewList, type CrewItem, NEAR_METRES } from './crew-list';
import type { Here } from './use-here.hook';

/** The list: who one is, the link, a small map where the page has no other, "Yours" and "Nearby". */
export function CrewIncidents({ here, map }: { here: Here; map: boolean }) {
  const { t } = useTranslation();
  const f = useFormat();
  const { user } = useSession();
  const { incidents: store } = useLive();
  const incidents = useIncidents();
  const name = user?.name ?? '';
  const list = useMemo(() => crewList(incidents, name, here.position), [incidents, name, here.position]);
  const place = here.position;
  const near = list.near === null ? null : t('crew.within', { n: list.near, distance: f.distance(NEAR_METRES) });
  const empty = list.yours.length === 0 && list.nearby.length === 0;

  return (
    <div className="crew-page">
      <header className="crew-head">
        <h1>{name}</h1>
        <CrewLink more={near} />
        <ZoneNote />
      </header>
      {map && (
        <div className="crew-map">
          <MapCanvas compact here={place && [place.longitude, place.latitude]} />
        </div>
      )}
      <WhereNote here={here} />
      {!store.loaded ? (
        <div className="crew-loading">
          <Skeleton widths={[30, 100, 30, 100, 100]} height={22} />
        </div>
      ) : (
        <>
          <Group title={t('crew.yours')} note={f.count(list.yours.length)} items={list.yours} mine />
          {list.yours.length === 0 && (
            <p className="crew-none dim">{empty || near === null ? t('crew.none') : t('crew.noneNear', { near })}</p>
          )}
          <Group
            title={t('crew.nearby')}
            note={t(place === null ? 'crew.worstFirst' : 'crew.nearestFirst', { n: f.count(list.nearby.length) })}
            items={list.nearby}
          />
        </>
      )}
    </div>
  );
}

/** Why there are no distances, and what to do for them. Nothing where they are there. */
function WhereNote({ here }: { here: Here }) {
  const { t } = useTranslation();
  if (here.state === 'known') return null;
  const asks = here.state === 'unasked';
  return (
    <p className="crew-where" role="status">
      <span className="grow">{t(`crew.where.${here.state}`)}</span>
      {asks && (
        <Button onClick={here.ask}>
          <LocateFixed size={16} aria-hidden="true" />
          {t('crew.where.ask')}
        </Button>
      )}
    </p>
  );
}

interface GroupProps {
  readonly title: string;
  readonly note: string;
  readonly items: readonly CrewItem[];
  readonly mine?: boolean;
}

function Group({ title, note, items, mine = false }: GroupProps) {
  if (items.length === 0) return null;
  return (
    <section>
      <h2 className="crew-group">
        {title} <span className="faint">{note}</span>
      </h2>
      <ul>
        {items.map((item) => (
          <Item key={item.incident.id} item={item} mine={mine} />
        ))}
      </ul>
    </section>
  );
}

function Item({ item: { incident, distance, way }, mine }: { item: CrewItem; mine: boolean }) {
  const { t } = useTranslation();
  const f = useFormat();
  const language = useLanguage();
  const { units } = useCity();
  const { search } = useLocation();
  const state = incidentState(incident.times);
  const who = incident.assignedTo ?? incident.acknowledgedBy;
  return (
    <li className={mine ? 'crew-item mine' : 'crew-item'}>
      <NavLink to={{ pathname: `/crews/${encodeURIComponent(incident.id)}`, search: personalParams(search) }}>
        <SeverityMark severity={incident.severity} size={16} />
        <span className="crew-item-text">
          <b>{renderReason(incident.title, language, units)}</b>
          <span className="meta">
            {t(`words.severity.${incident.severity}`)}, {t(`crew.state.${state}`)}
            {!mine && who !== null && `, ${who}`}
            {', '}
            <AgeText time={incident.times.startedAt} />
          </span>
        </span>
        {distance !== null && way !== null && (
          <span className="crew-item-side">
            <b>{f.distance(distance)}</b>
            <span className="meta">{t(`crew.way.${way}`)}</span>
          </span>
        )}
      </NavLink>
    </li>
  );
}
