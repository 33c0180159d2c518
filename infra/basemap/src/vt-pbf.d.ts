declare module 'vt-pbf' {
  import type { LegacyTile } from 'geojson-vt';
  const vtpbf: {
    /** Encodes layers cut by geojson-vt as one Mapbox vector tile. */
    fromGeojsonVt(layers: Record<string, LegacyTile>, options: { version: number; extent: number }): Uint8Array;
  };
  export default vtpbf;
}
