import type { CatalogueThing } from '@citywatch/contracts';
import type { LayerSpecification, Map } from 'maplibre-gl';
import { BUCKETS, bucketIndex, type Bucket } from '../live/bucket';
import { EMPTY, NOTHING_HIDDEN, setData, type Hidden } from './layer';

export const MARKS = 'marks';

/** Buckets that are drawn as marks: all but the dots. */
export const isMark = (bucket: Bucket | null): bucket is Bucket =>
  bucket !== null && bucketIndex(bucket) >= bucketIndex('offline');

/**
 * Sensors that are not as they should be, as shapes; few, so their source is made anew when one changes. Critical is drawn
 * last, in-hand ones smaller. Below z12 they shrink, so that an incident's members do not become one blot.
 */
export class MarksLayer {
  private things: readonly CatalogueThing[] = [];
  private readonly marked = new globalThis.Map<number, Bucket>();
  private inHand: ReadonlySet<string> = new Set();
  private hidden: Hidden = NOTHING_HIDDEN;
  private dirty = false;

  constructor(private readonly map: Map) {
    map.addSource(MARKS, { type: 'geojson', data: EMPTY });
    map.addLayer(LAYER);
  }

  setThings(things: readonly CatalogueThing[]): void {
    this.things = things;
    this.marked.clear();
    this.dirty = true;
  }

  setBucket(place: number, bucket: Bucket | null): void {
    const before = this.marked.get(place);
    if (isMark(bucket)) this.marked.set(place, bucket);
    else this.marked.delete(place);
    this.dirty ||= before !== this.marked.get(place);
  }

  /** Things all of whose incidents are in hand. */
  setInHand(things: ReadonlySet<string>): void {
    this.inHand = things;
    this.dirty = true;
  }

  setHidden(hidden: Hidden): void {
    this.hidden = hidden;
    this.dirty = true;
  }

  /** Hands the marks to the map where any changed. */
  flush(): void {
    if (!this.dirty) return;
    this.dirty = false;
    const features: GeoJSON.Feature[] = [];
    for (const [place, bucket] of this.marked) {
      const thing = this.things[place];
      if (this.hidden.buckets.includes(bucket) || this.hidden.domains.includes(thing.domain)) continue;
      features.push({
        type: 'Feature',
        id: place,
        properties: { icon: bucket, rank: BUCKETS.indexOf(bucket), inHand: this.inHand.has(thing.id) },
        geometry: { type: 'Point', coordinates: [thing.longitude, thing.latitude] },
      });
    }
    setData(this.map, MARKS, { type: 'FeatureCollection', features });
  }
}

const LAYER: LayerSpecification = {
  id: MARKS,
  type: 'symbol',
  source: MARKS,
  layout: {
    'icon-image': ['get', 'icon'],
    'icon-allow-overlap': true,
    'icon-ignore-placement': true,
    'symbol-sort-key': ['get', 'rank'],
    'icon-size': [
      'interpolate',
      ['linear'],
      ['zoom'],
      11,
      ['case', ['==', ['get', 'icon'], 'critical'], 0.42, ['get', 'inHand'], 0.55, 0.75],
      12,
      ['case', ['get', 'inHand'], 0.66, ['==', ['get', 'icon'], 'critical'], 0.7, 0.9],
      14,
      1.1,
    ],
  },
};
