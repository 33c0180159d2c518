import type { LayerSpecification, Map } from 'maplibre-gl';
import type { LngLat } from './geometry';
import { EMPTY, repaint, setData } from './layer';
import type { MapTokens } from './map-tokens';

const RINGS = 'rings';

/** Ink rings: around the sensor that moved first in the selected incident, and around the selected sensor. */
export class RingsLayer {
  constructor(
    private readonly map: Map,
    tokens: MapTokens,
  ) {
    map.addSource(RINGS, { type: 'geojson', data: EMPTY });
    for (const layer of layers(tokens)) map.addLayer(layer);
  }

  set(firstMover: LngLat | null, selected: LngLat | null): void {
    const ring = (place: LngLat, kind: string): GeoJSON.Feature => ({
      type: 'Feature',
      properties: { kind },
      geometry: { type: 'Point', coordinates: [...place] },
    });
    setData(this.map, RINGS, {
      type: 'FeatureCollection',
      features: [
        ...(firstMover === null ? [] : [ring(firstMover, 'first')]),
        ...(selected === null ? [] : [ring(selected, 'selected')]),
      ],
    });
  }

  retheme(tokens: MapTokens): void {
    repaint(this.map, layers(tokens));
  }
}

const layers = (tokens: MapTokens): LayerSpecification[] => [
  {
    id: RINGS,
    type: 'circle',
    source: RINGS,
    paint: {
      'circle-radius': ['case', ['==', ['get', 'kind'], 'selected'], 11, 7.5],
      'circle-color': 'transparent',
      'circle-stroke-width': ['case', ['==', ['get', 'kind'], 'selected'], 2, 1.6],
      'circle-stroke-color': tokens.text,
    },
  },
];
