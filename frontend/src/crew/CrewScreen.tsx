import { List, Map as MapIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { NavLink, Route, Routes, useLocation, useNavigate } from 'react-router';
import { personalParams } from '../app/url-state';
import { MapCanvas } from '../map/MapCanvas';
import './crew.css';
import { CrewIncident } from './CrewIncident';
import { CrewIncidents } from './CrewIncidents';
import { type Here, useHere } from './use-here.hook';

/** The page of a field crew, made for a phone: what is theirs and what is near; one incident with its one next act. */
export default function CrewScreen() {
  const here = useHere();
  return (
    <main className="crew">
      <Routes>
        <Route index element={<Tabs here={here} tab="list" />} />
        <Route path="map" element={<Tabs here={here} tab="map" />} />
        <Route path=":id" element={<CrewIncident here={here} />} />
      </Routes>
    </main>
  );
}

function Tabs({ here, tab }: { here: Here; tab: 'list' | 'map' }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const search = personalParams(useLocation().search);
  const place = here.position;
  return (
    <>
      {tab === 'list' ? (
        <CrewIncidents here={here} />
      ) : (
        <div className="crew-map-tab">
          <h1 className="hidden-text">{t('crew.map')}</h1>
          <MapCanvas
            here={place && [place.longitude, place.latitude]}
            onSelect={({ incident }) => incident !== null && void navigate({ pathname: `/crews/${incident}`, search })}
          />
        </div>
      )}
      <nav className="crew-tabs" aria-label={t('crew.tabs')}>
        <NavLink to={{ pathname: '/crews', search }} end>
          <List size={20} strokeWidth={1.75} aria-hidden="true" />
          {t('crew.incidents')}
        </NavLink>
        <NavLink to={{ pathname: '/crews/map', search }}>
          <MapIcon size={20} strokeWidth={1.75} aria-hidden="true" />
          {t('crew.map')}
        </NavLink>
      </nav>
    </>
  );
}
