import type { Incident } from '@citywatch/contracts';
import { useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format';
import { useTitle } from '../incident/use-reason';
import { countThings } from '../incident/ties';
import { SeverityMark } from '../ui/SeverityMark';
import { useNow } from '../ui/use-now.hook';
import type { CityMap } from './city-map';
import { boxOf } from './geometry';
import { incidentHull } from './layer-incidents';
import { placeCallouts, type CalloutBox, type Rect } from './place-callouts';

/** More than six hide the map; the queue has them all. */
export const MOST_CALLOUTS = 6;
const EDGE = 8;

export interface CalloutsProps {
  readonly city: CityMap;
  /** Worst first. */
  readonly incidents: readonly Incident[];
  readonly selected: string | null;
  readonly onSelect: (incident: string) => void;
  /** Called with the way to place them anew: the map moves without React. */
  readonly onPlacer: (place: () => void) => void;
}

/** Names of the incidents beside their hulls. For the eye only: the queue says the same to keyboards and readers. */
export function Callouts({ city, incidents, selected, onSelect, onPlacer }: CalloutsProps) {
  const layer = useRef<HTMLDivElement>(null);
  const shown = incidents.slice(0, MOST_CALLOUTS);
  const latest = useRef(shown);
  latest.current = shown;

  useLayoutEffect(() => {
    const place = () => layer.current && placeAll(city, layer.current, latest.current);
    onPlacer(place);
    place();
  });

  return (
    <div className="callouts" ref={layer} aria-hidden="true">
      {shown.map((incident) => (
        <Callout key={incident.id} incident={incident} selected={incident.id === selected} onSelect={onSelect} />
      ))}
    </div>
  );
}

function Callout({
  incident,
  selected,
  onSelect,
}: {
  incident: Incident;
  selected: boolean;
  onSelect: (id: string) => void;
}) {
  const { t } = useTranslation();
  const f = useFormat();
  const now = useNow();
  const title = useTitle(incident);
  const open = incident.times.acknowledgedAt === null;
  const count = countThings(incident);
  const classes = `callout ${open ? 'open' : ''} ${selected ? 'selected' : ''}`;
  return (
    <button
      type="button"
      tabIndex={-1}
      className={classes}
      data-incident={incident.id}
      onClick={() => onSelect(incident.id)}
    >
      {open ? (
        <>
          <SeverityMark severity={incident.severity} size={16} />
          <b>{title}</b>
          <span>
            {t('map.callout', {
              sensors: t('words.sensors', { count, n: f.count(count) }),
              age: f.age(incident.times.startedAt, now),
            })}
          </span>
        </>
      ) : (
        <span>{title}</span>
      )}
    </button>
  );
}

function placeAll(city: CityMap, layer: HTMLElement, incidents: readonly Incident[]): void {
  const elements = new Map(
    [...layer.children].map((child) => [(child as HTMLElement).dataset.incident, child as HTMLElement]),
  );
  const boxes = incidents.flatMap((incident): CalloutBox[] => {
    const element = elements.get(incident.id);
    const box = boxOf(incidentHull(incident) ?? []);
    if (!element || !box) return [];
    const topLeft = city.map.project([box[0], box[3]]);
    const bottomRight = city.map.project([box[2], box[1]]);
    const hull = { left: topLeft.x, top: topLeft.y, right: bottomRight.x, bottom: bottomRight.y };
    return [{ id: incident.id, hull, width: element.offsetWidth, height: element.offsetHeight }];
  });
  const area = layer.getBoundingClientRect();
  const view = { left: EDGE, top: EDGE, right: area.width - EDGE, bottom: area.height - EDGE };
  const placed = placeCallouts(boxes, view, controls(layer, area));
  for (const [id, element] of elements) {
    const spot = placed.get(id ?? '');
    element.style.visibility = spot ? 'visible' : 'hidden';
    if (spot) element.style.transform = `translate(${Math.round(spot.left)}px, ${Math.round(spot.top)}px)`;
  }
}

/** Legend, toggles and zoom buttons: a callout under them could not be read. */
function controls(layer: HTMLElement, area: DOMRect): Rect[] {
  const found = layer.parentElement?.querySelectorAll('[data-map-control], .maplibregl-ctrl') ?? [];
  return [...found].map((element) => {
    const box = element.getBoundingClientRect();
    return {
      left: box.left - area.left,
      top: box.top - area.top,
      right: box.right - area.left,
      bottom: box.bottom - area.top,
    };
  });
}
