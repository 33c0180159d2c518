import type { Feature } from 'geojson';

export interface Place {
  readonly name: string;
  readonly longitude: number;
  readonly latitude: number;
}

const KINDS = new Set(['neighbourhood', 'suburb', 'town', 'village', 'hamlet']);

/** Names of neighbourhoods and towns with their middle, by name. */
export function extractPlaces(labels: readonly Feature[]): Place[] {
  const places = new Map<string, Place>();
  for (const { properties, geometry } of labels) {
    if (geometry.type !== 'Point' || !KINDS.has(String(properties?.c))) continue;
    const name = String(properties?.name);
    const [longitude, latitude] = geometry.coordinates;
    if (!places.has(name)) places.set(name, { name, longitude, latitude });
  }
  return [...places.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
