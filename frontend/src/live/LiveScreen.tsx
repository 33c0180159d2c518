import type { CatalogueThing, Incident } from '@citywatch/contracts';
import { useCallback, useMemo, useRef, useState, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { getCity } from '../api/api';
import { useAnswer } from '../api/use-answer.hook';
import { useCity } from '../app/city';
import { useUrlState } from '../app/url-state';
import { IncidentPanel } from '../incident/IncidentPanel';
import { IncidentQueue } from '../incident/IncidentQueue';
import { hideParam, offParam, viewParam } from '../map/filter-params';
import { boxOf, type LngLat } from '../map/geometry';
import { InView } from '../map/InView';
import type { CityMap } from '../map/city-map';
import { Legend } from '../map/Legend';
import { MapCanvas, type Selection } from '../map/MapCanvas';
import { MapToolbar } from '../map/MapToolbar';
import { CityStrip } from './CityStrip';
import './live.css';
import { LiveNotes } from './LiveNotes';
import { useSelection } from './selection';
import { SensorPanel } from './SensorPanel';
import { useLiveKeys } from './use-live-keys';

const STRIP_EVERY = 5_000;
const NEAR = 14;
const NO_FOCUS: readonly LngLat[] = [];

/** The operator's screen: the city in four figures, the queue, the map, and what is open. */
export default function LiveScreen() {
  const { t } = useTranslation();
  const [selection, select] = useSelection();
  const { data: city } = useAnswer('city', getCity, { every: STRIP_EVERY });
  const map = useRef<CityMap | null>(null);
  const [listed, setListed] = useState(false);
  const [focus, setFocus] = useState<readonly LngLat[]>(NO_FOCUS);
  const close = useCallback(() => select({ incident: null, thing: null }), [select]);
  const openIncident = useCallback((incident: string) => select({ incident, thing: null }), [select]);
  const flyToIncident = useCallback((incident: Incident) => {
    const box = boxOf(incident.members.map((member) => [member.longitude, member.latitude] as const));
    if (box) map.current?.fit(box, 120);
  }, []);
  const flyToThing = (thing: CatalogueThing) => map.current?.flyTo([thing.longitude, thing.latitude], NEAR);
  useLiveKeys({ selection, select, onFly: flyToIncident, onList: () => setListed(true) });

  return (
    <div className="live">
      <CityStrip city={city} />
      <main className={`live-main ${selection.incident || selection.thing ? 'with-detail' : ''}`}>
        <h1 className="hidden-text">{t('shell.nav.live')}</h1>
        <IncidentQueue selected={selection.incident} onSelect={openIncident} totals={city?.incidents} />
        <LiveMap map={map} selection={selection} focus={focus} onSelect={select} onList={() => setListed(true)} />
        {selection.thing ? (
          <SensorPanel
            key={selection.thing}
            id={selection.thing}
            from={selection.incident}
            onClose={close}
            onIncident={openIncident}
            onFly={flyToThing}
          />
        ) : selection.incident ? (
          <IncidentPanel
            key={selection.incident}
            id={selection.incident}
            onClose={close}
            onThing={(thing) => select({ incident: selection.incident, thing })}
            onIncident={openIncident}
            onFly={flyToIncident}
            onFocus={setFocus}
          />
        ) : null}
      </main>
      {listed && map.current && (
        <InView bounds={map.current.bounds()} onSelect={select} onClose={() => setListed(false)} />
      )}
    </div>
  );
}

interface LiveMapProps {
  readonly map: RefObject<CityMap | null>;
  readonly selection: Selection;
  /** Places that the open panel speaks of. */
  readonly focus: readonly LngLat[];
  readonly onSelect: (selection: Selection) => void;
  readonly onList: () => void;
}

function LiveMap({ map, selection, focus, onSelect, onList }: LiveMapProps) {
  const city = useCity();
  const [domains] = useUrlState(offParam);
  const [buckets] = useUrlState(hideParam);
  const [view, setView] = useUrlState(viewParam);
  const hidden = useMemo(() => ({ domains, buckets }), [domains, buckets]);
  return (
    <section className="map-box">
      <LiveNotes />
      <MapCanvas
        selection={selection}
        focus={focus}
        onSelect={onSelect}
        hidden={hidden}
        view={view}
        onView={(next) => setView(next)}
        onReady={(ready) => {
          map.current = ready;
        }}
        onList={onList}
      >
        <MapToolbar onFitCity={() => map.current?.fitCity(city.bounds)} onList={onList} />
        <Legend />
      </MapCanvas>
    </section>
  );
}
