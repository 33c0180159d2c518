import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from 'maplibre-gl';
import type { MapTokens } from './map-tokens';

export const BASE_SOURCE = 'base';
/** Where there is something to draw: the tiles, and the lake east of them. [west, south, east, north] */
export const DRAWN = [-87.8027, 41.7713, -87.2, 41.9677] as const;
/** How far one may look beyond, degrees: an incident at the edge of the drawn city is seen whole, on plain ground. */
const BEYOND = 0.12;
/** Where the map may look. [west, south, east, north] */
export const VIEWED = [DRAWN[0] - BEYOND, DRAWN[1] - BEYOND, DRAWN[2], DRAWN[3] + BEYOND] as const;
/** The tiles end here; the lake does not (infra/basemap/README.md). */
const TILES_EAST = -87.583;
/** The lake beyond the tiles: their east edge, and roughly the shore to the north and south of them. */
const LAKE: GeoJSON.Polygon = {
  type: 'Polygon',
  coordinates: [
    [
      [-86.8, 42.4],
      [-87.69, 42.4],
      [-87.685, 42.09],
      [-87.665, 42.02],
      [-87.646, DRAWN[3]],
      [TILES_EAST, DRAWN[3]],
      [TILES_EAST, DRAWN[1]],
      [-87.53, 41.73],
      [-87.52, 41.3],
      [-86.8, 41.3],
      [-86.8, 42.4],
    ],
  ],
};

export const baseUrl = (origin: string): string => `pmtiles://${origin}/basemap/chicago.pmtiles`;

/** A quiet grey basemap: nothing in it competes with a sensor. `origin` is the page's, as the tiles are served beside it. */
export function baseStyle(tokens: MapTokens, origin: string): StyleSpecification {
  return {
    version: 8,
    sources: {
      [BASE_SOURCE]: { type: 'vector', url: baseUrl(origin), attribution: '© OpenStreetMap contributors' },
      lake: { type: 'geojson', data: LAKE },
    },
    layers: baseLayers(tokens),
  };
}

const zoomed = (...stops: number[]): ExpressionSpecification => ['interpolate', ['linear'], ['zoom'], ...stops];

function baseLayers(tokens: MapTokens): LayerSpecification[] {
  return [
    { id: 'land', type: 'background', paint: { 'background-color': tokens['map-land'] } },
    {
      id: 'park',
      type: 'fill',
      source: BASE_SOURCE,
      'source-layer': 'green',
      paint: { 'fill-color': tokens['map-park'] },
    },
    {
      id: 'water',
      type: 'fill',
      source: BASE_SOURCE,
      'source-layer': 'water',
      filter: ['==', ['geometry-type'], 'Polygon'],
      paint: { 'fill-color': tokens['map-water'] },
    },
    { id: 'lake', type: 'fill', source: 'lake', paint: { 'fill-color': tokens['map-water'] } },
    road('street', ['street', 'tertiary', 'link'], tokens['map-road'], zoomed(12, 0.4, 15, 2.2), 12),
    road('secondary', ['secondary', 'primary'], tokens['map-road'], zoomed(11, 0.7, 15, 4)),
    road('trunk', ['trunk', 'motorway'], tokens['map-road-2'], zoomed(10, 1, 13, 2.4, 15, 6)),
    {
      ...names('road-name', 'road', tokens, 10),
      filter: [
        'all',
        ['==', ['get', 'c'], 'label'],
        ['in', ['get', 'k'], ['literal', ['motorway', 'primary', 'trunk']]],
      ],
      layout: { ...TEXT, 'text-size': 10, 'symbol-placement': 'line', 'symbol-spacing': 420 },
    },
    {
      ...names('place', 'place', tokens, 11),
      filter: ['in', ['get', 'c'], ['literal', ['neighbourhood', 'suburb', 'village', 'town']]],
      layout: { ...TEXT, 'text-size': 11, 'text-padding': 14, 'text-max-width': 7 },
    },
  ];
}

const TEXT = { 'text-field': ['get', 'name'] as ExpressionSpecification, 'text-font': ['Inter Variable'] };

const names = (id: string, layer: string, tokens: MapTokens, size: number) => ({
  id,
  type: 'symbol' as const,
  source: BASE_SOURCE,
  'source-layer': layer,
  layout: { ...TEXT, 'text-size': size },
  paint: { 'text-color': tokens['map-label'], 'text-halo-color': tokens['map-land'], 'text-halo-width': 1.4 },
});

const road = (
  id: string,
  classes: string[],
  color: string,
  width: ExpressionSpecification,
  minzoom = 0,
): LayerSpecification => ({
  id,
  type: 'line',
  source: BASE_SOURCE,
  'source-layer': 'road',
  minzoom,
  filter: ['in', ['get', 'c'], ['literal', classes]],
  layout: { 'line-cap': 'round', 'line-join': 'round' },
  paint: { 'line-color': color, 'line-width': width },
});
