import type { Domain } from '@citywatch/contracts';
import type { GeoJSONSource, LayerSpecification, Map } from 'maplibre-gl';
import type { Bucket } from '../live/bucket';
import type { MapTokens } from './map-tokens';

/** What the legend and the toggles have switched off. */
export interface Hidden {
  readonly domains: readonly Domain[];
  readonly buckets: readonly Bucket[];
}
export const NOTHING_HIDDEN: Hidden = { domains: [], buckets: [] };

export const EMPTY: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] };

/** Replaces a source's data; a source that is gone (the map was removed) is left alone. */
export function setData(map: Map, source: string, data: GeoJSON.FeatureCollection): void {
  map.getSource<GeoJSONSource>(source)?.setData(data);
}

/** A layer's paint in another theme, property by property: the map stays as it is otherwise. */
export function repaint(map: Map, layers: readonly LayerSpecification[]): void {
  for (const layer of layers)
    for (const [name, value] of Object.entries(layer.paint ?? {}))
      map.setPaintProperty(layer.id, name as 'fill-color', value);
}

export type MakeLayers = (tokens: MapTokens) => LayerSpecification[];
