import { isOver, isSilenced, type Incident } from '@citywatch/contracts';
import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useCity } from '../app/city';
import { useTheme } from '../app/use-theme.hook';
import { useIncidents, useLive, useSensorVersion } from '../live/live-context';
import { worstThenOldest } from '../live/incident-store';
import { serverNow } from '../ui/use-now.hook';
import { Callouts } from './Callouts';
import { CityMap, type CityMapEvents, type View } from './city-map';
import { boxOf, type Box, type LngLat } from './geometry';
import { NOTHING_HIDDEN, type Hidden } from './layer';
import './map.css';
import { MapTooltip } from './MapTooltip';
import { NewCriticalRing } from './NewCriticalRing';
import type { Picked } from './pick';

export interface Selection {
  readonly incident: string | null;
  readonly thing: string | null;
}
export interface MapCanvasProps {
  readonly selection?: Selection;
  readonly onSelect?: (selection: Selection) => void;
  /** Places that are spoken of beside the map: ringed. */
  readonly focus?: readonly LngLat[];
  readonly hidden?: Hidden;
  /** Where to look at first; null: the incidents, or the city where there are none. */
  readonly view?: View | null;
  readonly onView?: (view: View, bounds: Box) => void;
  /** A small map in a page: no controls, no callouts, the wheel scrolls the page. */
  readonly compact?: boolean;
  /** Where the person is. */
  readonly here?: LngLat | null;
  /** The map itself, once it is there: for flying and fitting. */
  readonly onReady?: (city: CityMap | null) => void;
  /** Enter on the map: list what is in view. */
  readonly onList?: () => void;
  /** Controls laid over the map; mark each with `data-map-control`, so that callouts keep off them. */
  readonly children?: ReactNode;
}

const NONE: Selection = { incident: null, thing: null };
const NO_FOCUS: readonly LngLat[] = [];

/** The live map: all sensors and the incidents that are not over. Needs LiveProvider. */
export function MapCanvas(props: MapCanvasProps) {
  const { selection = NONE, hidden = NOTHING_HIDDEN, compact = false, here = null, onList, children } = props;
  const { t } = useTranslation();
  const container = useRef<HTMLDivElement>(null);
  const place = useRef<() => void>(() => undefined);
  const incidents = useShownIncidents(selection.incident);
  const [hovered, setHovered] = useState<Picked | null>(null);
  const { city, basemap, failed } = useCityMap(container, props, setHovered, () => place.current());
  const keepPlacer = useCallback((next: () => void) => (place.current = next), []);

  useSensors(city);
  useEffect(() => city?.setHidden(hidden), [city, hidden]);
  useEffect(() => city?.setIncidents(incidents, selection.incident), [city, incidents, selection.incident]);
  useRings(city, selection, incidents, props.focus ?? NO_FOCUS);
  useFirstFit(city, incidents, props.view ?? null);
  const shown = useMemo(
    () => incidents.filter((incident) => !hidden.buckets.includes(incident.severity)),
    [incidents, hidden],
  );

  return (
    <div className={`map ${compact ? 'compact' : ''}`}>
      <div
        className="map-canvas"
        ref={container}
        onKeyDown={(event) => event.key === 'Enter' && event.target instanceof HTMLCanvasElement && onList?.()}
      />
      {city && !compact && (
        <Callouts
          city={city}
          incidents={shown}
          selected={selection.incident}
          onSelect={(incident) => props.onSelect?.({ incident, thing: null })}
          onPlacer={keepPlacer}
        />
      )}
      {city && !compact && <NewCriticalRing city={city} incidents={incidents} />}
      {city && here && <Here city={city} at={here} />}
      {hovered?.thing && <MapTooltip picked={hovered} />}
      {!basemap && (
        <p className="map-note" role="status">
          {t('map.noBasemap')}
        </p>
      )}
      {failed && (
        <p className="map-note" role="alert">
          {t('map.moving', { detail: failed.message })}
        </p>
      )}
      {children}
    </div>
  );
}

/** Incidents the map draws: not over, not silenced unless somebody looks at it; worst first. */
function useShownIncidents(selected: string | null): readonly Incident[] {
  const incidents = useIncidents();
  return useMemo(
    () =>
      incidents
        .filter(({ id, times }) => !isOver(times) && (id === selected || !isSilenced(times, serverNow())))
        .sort(
          (a, b) =>
            Number(a.times.acknowledgedAt !== null) - Number(b.times.acknowledgedAt !== null) || worstThenOldest(a, b),
        ),
    [incidents, selected],
  );
}

/** Makes the map once; what the props say at the time of an event counts. */
function useCityMap(
  container: React.RefObject<HTMLDivElement | null>,
  props: MapCanvasProps,
  onHover: (picked: Picked | null) => void,
  onMove: () => void,
) {
  const { t } = useTranslation();
  const { bounds, units } = useCity();
  const { theme } = useTheme();
  const live = useLive();
  const [city, setCity] = useState<CityMap | null>(null);
  const [basemap, setBasemap] = useState(true);
  const [failed, setFailed] = useState<Error | null>(null);
  const latest = useRef({ props, onMove });
  latest.current = { props, onMove };

  useEffect(() => {
    let gone = false;
    let made: CityMap | null = null;
    const { view = null, compact = false } = latest.current.props;
    const events: CityMapEvents = {
      picked: ({ thing, incident }) => {
        const { selection = NONE, onSelect } = latest.current.props;
        // The first click on a hull opens its incident, the next one a sensor in it.
        const inside = incident !== null && incident !== selection.incident && selection.thing === null;
        onSelect?.(
          inside || thing === null ? { incident, thing: null } : { incident: selection.incident, thing: thing.id },
        );
      },
      hovered: onHover,
      viewed: (next, box) => {
        live.view(box);
        latest.current.props.onView?.(next, box);
      },
      moved: () => latest.current.onMove(),
      basemap: setBasemap,
    };
    if (container.current === null) return;
    const words = { map: t('map.label'), zoomIn: t('map.zoomIn'), zoomOut: t('map.zoomOut') };
    CityMap.make({ container: container.current, bounds, view, units, words, compact }, events).then(
      (ready) => {
        if (gone) return ready.remove();
        made = ready;
        setCity(ready);
        latest.current.props.onReady?.(ready);
      },
      (error: Error) => setFailed(error),
    );
    return () => {
      gone = true;
      made?.remove();
      setCity(null);
      latest.current.props.onReady?.(null);
    };
    // The words are those of the start; a map is not made anew for a language.
  }, [live, bounds, units]);

  useEffect(() => city?.retheme(), [city, theme]);
  return { city, basemap, failed };
}

/** Feeds the map with the sensors whose bucket changed, at most once a frame. */
function useSensors(city: CityMap | null): void {
  const { sensors } = useLive();
  useEffect(() => {
    if (city === null) return;
    let generation = -1;
    const update = () => {
      let changed: Iterable<number> = sensors.takeChanged();
      if (generation !== sensors.generation) {
        generation = sensors.generation;
        city.setThings(sensors.things);
        changed = sensors.things.keys();
      }
      city.setBuckets(changed, (place) => sensors.bucketAt(place));
    };
    update();
    return sensors.subscribe(update);
  }, [city, sensors]);
}

/** First mover and probable root of the selected incident, the selected sensor, and what is spoken of. */
function useRings(
  city: CityMap | null,
  selection: Selection,
  incidents: readonly Incident[],
  focus: readonly LngLat[],
): void {
  const { sensors } = useLive();
  const at = (id: string | null | undefined): LngLat | null => {
    const thing = id ? sensors.thing(id) : undefined;
    return thing ? [thing.longitude, thing.latitude] : null;
  };
  const incident = incidents.find(({ id }) => id === selection.incident);
  const first = incident?.members.find((member) => member.thing === incident.firstMover);
  const { generation } = sensors;
  useEffect(() => {
    city?.setRings({
      first: first ? [first.longitude, first.latitude] : null,
      root: at(incident?.root),
      selected: at(selection.thing),
      focus: selection.thing === null ? focus : NO_FOCUS,
    });
  }, [city, first?.longitude, first?.latitude, incident?.root, selection.thing, generation, focus]);
}

/** Starts fitted to the incidents, or to the city's sensors, where the address names no view; afterwards it never moves by itself. */
function useFirstFit(city: CityMap | null, incidents: readonly Incident[], view: View | null): void {
  const { incidents: store, sensors } = useLive();
  const { bounds } = useCity();
  useSensorVersion();
  const done = useRef(view !== null);
  const ready = store.loaded && sensors.generation > 0;
  useEffect(() => {
    if (city === null || done.current || !ready) return;
    done.current = true;
    const box = boxOf(incidents.flatMap((i) => i.members.map((m) => [m.longitude, m.latitude] as const)));
    if (box === null) city.fitCity(bounds);
    else city.fit(box, 120);
  }, [city, incidents, ready, bounds]);
}

/** The person's own place: an ink dot in a ring. */
function Here({ city, at }: { city: CityMap; at: LngLat }) {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const move = () => {
      const { x, y } = city.map.project([at[0], at[1]]);
      if (element.current) element.current.style.transform = `translate(${x}px, ${y}px)`;
    };
    move();
    city.map.on('move', move);
    return () => void city.map.off('move', move);
  }, [city, at]);
  return <div className="here" ref={element} aria-hidden="true" />;
}
