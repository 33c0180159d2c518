import type { CatalogueThing } from '@citywatch/contracts';
import type { ExpressionSpecification, LayerSpecification, Map } from 'maplibre-gl';
import { bucketIndex, type Bucket } from '../live/bucket';
import { EMPTY, NOTHING_HIDDEN, repaint, setData, type Hidden } from './layer';
import type { MapTokens } from './map-tokens';

export const DOTS = 'dots';
const NORMAL = bucketIndex('normal');
const STALE = bucketIndex('stale');

const bucket: ExpressionSpecification = ['coalesce', ['feature-state', 'bucket'], -1];
const whereIs = (index: number, shown: boolean): ExpressionSpecification => [
  'case',
  ['==', bucket, shown ? index : -2],
  1,
  0,
];
const sized = (normal: number, stale: number): ExpressionSpecification => [
  'case',
  ['==', bucket, STALE],
  stale,
  normal,
];

/**
 * Every sensor as a grey dot; a stale one as a hollow ring. One static source: what changes is feature state, and only of
 * sensors whose bucket changed (setData of 10,000 costs 31 ms, this 6 ms). All other buckets are drawn by the marks.
 */
export class DotsLayer {
  private hidden: Hidden = NOTHING_HIDDEN;

  constructor(
    private readonly map: Map,
    private tokens: MapTokens,
  ) {
    map.addSource(DOTS, { type: 'geojson', data: EMPTY });
    for (const layer of this.layers()) map.addLayer(layer);
  }

  setThings(things: readonly CatalogueThing[]): void {
    this.map.removeFeatureState({ source: DOTS });
    setData(this.map, DOTS, {
      type: 'FeatureCollection',
      features: things.map((thing, place) => ({
        type: 'Feature',
        id: place,
        properties: { domain: thing.domain },
        geometry: { type: 'Point', coordinates: [thing.longitude, thing.latitude] },
      })),
    });
  }

  setBucket(place: number, value: Bucket | null): void {
    this.map.setFeatureState({ source: DOTS, id: place }, { bucket: value === null ? -1 : bucketIndex(value) });
  }

  setHidden(hidden: Hidden): void {
    this.hidden = hidden;
    this.map.setFilter(DOTS, ['!', ['in', ['get', 'domain'], ['literal', [...hidden.domains]]]]);
    repaint(this.map, this.layers());
  }

  retheme(tokens: MapTokens): void {
    this.tokens = tokens;
    repaint(this.map, this.layers());
  }

  private layers(): LayerSpecification[] {
    const shown = (name: Bucket) => !this.hidden.buckets.includes(name);
    return [
      {
        id: DOTS,
        type: 'circle',
        source: DOTS,
        paint: {
          'circle-radius': [
            'interpolate',
            ['linear'],
            ['zoom'],
            10,
            sized(1.3, 1.7),
            11,
            sized(1.6, 2),
            13,
            sized(2.6, 3),
            15,
            sized(5, 5),
          ],
          'circle-color': this.tokens.sensor,
          'circle-opacity': whereIs(NORMAL, shown('normal')),
          'circle-stroke-color': this.tokens['sensor-stale'],
          'circle-stroke-width': 1.3,
          'circle-stroke-opacity': whereIs(STALE, shown('stale')),
        },
      },
    ];
  }
}
