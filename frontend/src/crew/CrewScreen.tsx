import { List, Map as MapIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { NavLink, Route, Routes, useLocation, useNavigate } from 'react-router';
import { personalParams } from '../app/url-state';
import { MapCanvas } from '../map/MapCanvas';
import './crew.css';
import { CrewIncident } from './CrewIncident';
import { CrewIncidents } from './CrewIncidents';
import { type Here, useHere } from './use-here.hook';
import { useWide } from './use-wide.hook';

/**
 * The page of a field crew, made for a phone: what is theirs and what is near; one incident with its one next act.
 * A wide screen shows both side by side.
 */
export default function CrewScreen() {
  const here = useHere();
  const wide = useWide();
  if (wide)
    return (
      <main className="crew wide">
        <CrewIncidents here={here} map={false} />
        <div className="crew-main">
          <Routes>
            <Route path=":id" element={<CrewIncident here={here} />} />
            <Route path="map" element={<WholeMap here={here} />} />
            <Route index element={<WholeMap here={here} />} />
          </Routes>
        </div>
      </main>
    );
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

/** The live map; an incident on it opens its page. */
function WholeMap({ here }: { here: Here }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const search = personalParams(useLocation().search);
  const place = here.position;
  return (
    <div className="crew-map-tab">
      <h2 className="hidden-text">{t('crew.map')}</h2>
      <MapCanvas
        here={place && [place.longitude, place.latitude]}
        onSelect={({ incident }) => incident !== null && void navigate({ pathname: `/crews/${incident}`, search })}
      />
    </div>
  );
}

function Tabs({ here, tab }: { here: Here; tab: 'list' | 'map' }) {
  const { t } = useTranslation();
  const search = personalParams(useLocation().search);
  return (
    <>
      {tab === 'list' ? <CrewIncidents here={here} map /> : <WholeMap here={here} />}
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
