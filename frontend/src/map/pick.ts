import type { CatalogueThing } from '@citywatch/contracts';
import type { Map, MapGeoJSONFeature, PointLike } from 'maplibre-gl';
import { DOTS } from './layer-dots';
import { HULL_FILL } from './layer-incidents';
import { MARKS } from './layer-marks';

/** What is under the pointer: a sensor, the incident whose hull is there, or both. */
export interface Picked {
  readonly thing: CatalogueThing | null;
  readonly incident: string | null;
  readonly x: number;
  readonly y: number;
}

/** A finger and a small dot: so far around the pointer counts, px. */
const REACH = 7;

/** The nearest sensor within reach and the hull at the point; null where there is neither. */
export function pick(map: Map, point: { x: number; y: number }, things: readonly CatalogueThing[]): Picked | null {
  const around: [PointLike, PointLike] = [
    [point.x - REACH, point.y - REACH],
    [point.x + REACH, point.y + REACH],
  ];
  const near = map.queryRenderedFeatures(around, { layers: [MARKS, DOTS] }).filter(isDrawn);
  const [hull] = map.queryRenderedFeatures([point.x, point.y], { layers: [HULL_FILL] });
  const [nearest] = near
    .map((feature) => ({ thing: things[Number(feature.id)], mark: feature.layer.id === MARKS }))
    .filter((found) => found.thing !== undefined)
    .map(({ thing, mark }) => {
      const at = map.project([thing.longitude, thing.latitude]);
      return { thing, mark, far: Math.hypot(at.x - point.x, at.y - point.y) };
    })
    // A mark is what the eye aims at, a dot only where there is none.
    .sort((a, b) => Number(b.mark) - Number(a.mark) || a.far - b.far);
  const incident = (hull?.properties.incident as string | undefined) ?? null;
  if (nearest === undefined && incident === null) return null;
  return { thing: nearest?.thing ?? null, incident, x: point.x, y: point.y };
}

/** Dots of another bucket are in the layer too, transparent. */
const isDrawn = (feature: MapGeoJSONFeature): boolean => {
  if (feature.layer.id === MARKS) return true;
  const bucket = Number(feature.state.bucket ?? -1);
  return bucket === 0 || bucket === 1;
};
