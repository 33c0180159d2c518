import { SEVERITIES, type Incident } from '@citywatch/contracts';
import type { ExpressionSpecification, LayerSpecification, Map } from 'maplibre-gl';
import { EMPTY, NOTHING_HIDDEN, repaint, setData, type Hidden } from './layer';
import { paddedHull, type LngLat } from './geometry';
import type { MapTokens } from './map-tokens';

export const INCIDENTS = 'incidents';
export const HULL_FILL = 'incident-fill';
/** Room around the members, so that one sensor makes a place and a row of them a band. Metres. */
const PADDING = 200;
/** One over half the city would tint all that goes on in it: its line tells enough. Metres from member to member. */
const WIDE = 8_000;

/** The outline of an incident on the map: the area it affects; where that is not known its members' places, padded; else its centre. */
export const incidentHull = (incident: Incident): LngLat[] | null =>
  incident.area.length >= 3
    ? [...incident.area, incident.area[0]]
    : paddedHull(
        incident.members.length > 0
          ? incident.members.map((member) => [member.longitude, member.latitude] as const)
          : [[incident.centre.longitude, incident.centre.latitude]],
        PADDING,
      );

/** Incidents as tinted hulls: dashed, or a heavy line where selected; an unacknowledged critical has an ink line outside. */
export class IncidentsLayer {
  private incidents: readonly Incident[] = [];
  private selected: string | null = null;
  private hidden: Hidden = NOTHING_HIDDEN;

  constructor(
    private readonly map: Map,
    tokens: MapTokens,
  ) {
    map.addSource(INCIDENTS, { type: 'geojson', data: EMPTY });
    for (const layer of layers(tokens)) map.addLayer(layer);
  }

  /** Those not over and not silenced; the caller decides. */
  set(incidents: readonly Incident[], selected: string | null): void {
    this.incidents = incidents;
    this.selected = selected;
    this.draw();
  }

  setHidden(hidden: Hidden): void {
    this.hidden = hidden;
    this.draw();
  }

  retheme(tokens: MapTokens): void {
    repaint(this.map, layers(tokens));
  }

  private draw(): void {
    const features = this.incidents.flatMap((incident): GeoJSON.Feature[] => {
      if (this.hidden.buckets.includes(incident.severity)) return [];
      const ring = incidentHull(incident);
      if (ring === null) return [];
      const properties = {
        incident: incident.id,
        severity: incident.severity,
        selected: incident.id === this.selected,
        faint: incident.times.acknowledgedAt !== null || incident.extent > WIDE,
        inHand: incident.times.acknowledgedAt !== null,
      };
      return [{ type: 'Feature', properties, geometry: { type: 'Polygon', coordinates: [ring.map((p) => [...p])] } }];
    });
    setData(this.map, INCIDENTS, { type: 'FeatureCollection', features });
  }
}

function layers(tokens: MapTokens): LayerSpecification[] {
  const color: ExpressionSpecification = [
    'match',
    ['get', 'severity'],
    SEVERITIES[0],
    tokens.info,
    SEVERITIES[1],
    tokens.minor,
    SEVERITIES[2],
    tokens.major,
    tokens.critical,
  ];
  const line = { type: 'line' as const, source: INCIDENTS };
  return [
    {
      id: HULL_FILL,
      type: 'fill',
      source: INCIDENTS,
      paint: { 'fill-color': color, 'fill-opacity': ['case', ['get', 'faint'], 0.05, 0.14] },
    },
    {
      ...line,
      id: 'incident-line',
      filter: ['!', ['get', 'selected']],
      paint: {
        'line-color': color,
        'line-width': 1.2,
        'line-opacity': ['case', ['get', 'inHand'], 0.7, 1],
        'line-dasharray': [3, 2],
      },
    },
    {
      // Red is dim to protanopes: the most urgent one is also told by an ink line.
      ...line,
      id: 'incident-urgent',
      filter: ['all', ['==', ['get', 'severity'], 'critical'], ['!', ['get', 'inHand']]],
      paint: { 'line-color': tokens.text, 'line-width': 1.5, 'line-offset': -3.5 },
    },
    {
      ...line,
      id: 'incident-selected',
      filter: ['get', 'selected'],
      paint: { 'line-color': color, 'line-width': 2.5 },
    },
  ];
}
