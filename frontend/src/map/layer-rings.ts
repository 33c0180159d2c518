import type { ExpressionSpecification, LayerSpecification, Map } from 'maplibre-gl';
import type { LngLat } from './geometry';
import { EMPTY, repaint, setData } from './layer';
import type { MapTokens } from './map-tokens';

const RINGS = 'rings';

/** Places to ring; null or empty where there is none. */
export interface Rings {
  /** The sensor that moved first in the selected incident. */
  readonly first: LngLat | null;
  /** Where its cause most probably is. */
  readonly root: LngLat | null;
  readonly selected: LngLat | null;
  /** What the panel beside the map speaks of. */
  readonly focus: readonly LngLat[];
}

/** Ink rings: first mover, selected sensor, what is spoken of; the probable root is a ring around a dot, and the largest. */
export class RingsLayer {
  constructor(
    private readonly map: Map,
    tokens: MapTokens,
  ) {
    map.addSource(RINGS, { type: 'geojson', data: EMPTY });
    for (const layer of layers(tokens)) map.addLayer(layer);
  }

  set({ first, root, selected, focus }: Rings): void {
    const ring = (place: LngLat, kind: string): GeoJSON.Feature => ({
      type: 'Feature',
      properties: { kind },
      geometry: { type: 'Point', coordinates: [...place] },
    });
    const one = (place: LngLat | null, kind: string) => (place === null ? [] : [ring(place, kind)]);
    setData(this.map, RINGS, {
      type: 'FeatureCollection',
      features: [
        ...one(first, 'first'),
        ...focus.map((place) => ring(place, 'focus')),
        ...one(root, 'root'),
        ...one(selected, 'selected'),
      ],
    });
  }

  retheme(tokens: MapTokens): void {
    repaint(this.map, layers(tokens));
  }
}

const byKind = (values: Readonly<Record<string, number>>, other: number): ExpressionSpecification =>
  ['match', ['get', 'kind'], ...Object.entries(values).flat(), other] as unknown as ExpressionSpecification;

/** Far away the rings of many close sensors would be one blot. */
const radius = (values: Readonly<Record<string, number>>, other: number): ExpressionSpecification => {
  const small = Object.fromEntries(Object.entries(values).map(([kind, size]) => [kind, size * FAR]));
  return ['interpolate', ['linear'], ['zoom'], 11, byKind(small, other * FAR), 14, byKind(values, other)];
};
const FAR = 0.7;

const layers = (tokens: MapTokens): LayerSpecification[] => [
  {
    // A halo in the land's colour, so that ink over marks of any colour stays a ring.
    id: `${RINGS}-halo`,
    type: 'circle',
    source: RINGS,
    filter: ['!=', ['get', 'kind'], 'first'],
    paint: {
      'circle-radius': radius({ selected: 11, root: 14 }, 10),
      'circle-color': 'transparent',
      'circle-stroke-width': 4.5,
      'circle-stroke-color': tokens['map-land'],
      'circle-stroke-opacity': 0.75,
    },
  },
  {
    id: RINGS,
    type: 'circle',
    source: RINGS,
    paint: {
      'circle-radius': radius({ selected: 11, root: 14, focus: 10 }, 7.5),
      'circle-color': 'transparent',
      'circle-stroke-width': byKind({ first: 1.6 }, 2),
      'circle-stroke-color': tokens.text,
    },
  },
  {
    id: `${RINGS}-root`,
    type: 'circle',
    source: RINGS,
    filter: ['==', ['get', 'kind'], 'root'],
    paint: {
      'circle-radius': 4,
      'circle-color': tokens.text,
      'circle-stroke-width': 2,
      'circle-stroke-color': tokens['map-land'],
    },
  },
];
