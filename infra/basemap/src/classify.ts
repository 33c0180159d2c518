/** Our layers (README.md lists their fields), with the zoom at which each appears. */
export const LAYER_MIN_ZOOM = {
  water: 9,
  green: 10,
  landuse: 11,
  building: 14,
  road: 9,
  rail: 10,
  place: 9,
  poi: 13,
} as const;
export type LayerName = keyof typeof LAYER_MIN_ZOOM;
export const LAYERS = Object.keys(LAYER_MIN_ZOOM) as LayerName[];

type Properties = Readonly<Record<string, string | number | boolean | undefined>>;
export interface Classified {
  readonly layer: LayerName;
  readonly properties: Record<string, string | number>;
}

/** Mapbox Streets' road classes → ours. */
const ROAD_CLASS: Readonly<Record<string, string>> = {
  motorway: 'motorway',
  motorway_link: 'link',
  trunk: 'trunk',
  trunk_link: 'link',
  primary: 'primary',
  primary_link: 'link',
  secondary: 'secondary',
  secondary_link: 'link',
  tertiary: 'tertiary',
  tertiary_link: 'link',
  link: 'link',
  street: 'street',
  street_limited: 'street',
  pedestrian: 'path',
  path: 'path',
  service: 'service',
  track: 'service',
};
/** First zoom that shows a class: few lines far out, so that a tile stays small. */
const ROAD_MIN_ZOOM: Readonly<Record<string, number>> = {
  motorway: 9,
  trunk: 9,
  primary: 9,
  secondary: 11,
  runway: 11,
  tertiary: 12,
  link: 12,
  street: 12,
  label: 12,
  service: 14,
  path: 14,
};
const GREEN = new Set(['park', 'grass', 'pitch', 'cemetery', 'wood', 'scrub', 'agriculture', 'garden']);
const MOST_IMPORTANT_POI = 3;

export const roadMinZoom = (roadClass: string): number => ROAD_MIN_ZOOM[roadClass] ?? 14;

const text = (value: Properties[string]): string => (typeof value === 'string' ? value : '');
const nameOf = (p: Properties): string => text(p.name_en) || text(p.name);

/** What a feature of a Mapbox Streets v7 tile is on our map, or undefined where we do not draw it. */
export function classify(sourceLayer: string, isLine: boolean, p: Properties): Classified | undefined {
  const kind = text(p.class);
  switch (sourceLayer) {
    case 'water':
      return { layer: 'water', properties: {} };
    case 'waterway':
      return { layer: 'water', properties: { line: 1 } };
    case 'building':
      return { layer: 'building', properties: { h: typeof p.height === 'number' ? p.height : 6 } };
    case 'landuse':
      return { layer: GREEN.has(kind) ? 'green' : 'landuse', properties: { c: kind } };
    case 'road':
      if (/rail/.test(kind)) return { layer: 'rail', properties: {} };
      return ROAD_CLASS[kind] === undefined ? undefined : { layer: 'road', properties: { c: ROAD_CLASS[kind] } };
    case 'aeroway':
      return { layer: 'road', properties: { c: 'runway' } };
    case 'road_label':
      if (!isLine || nameOf(p) === '') return undefined;
      return { layer: 'road', properties: { c: 'label', k: kind, name: nameOf(p) } };
    case 'place_label':
      return { layer: 'place', properties: { c: text(p.type), name: nameOf(p), r: Number(p.localrank) } };
    case 'poi_label':
      if (Number(p.scalerank) > MOST_IMPORTANT_POI) return undefined;
      return { layer: 'poi', properties: { c: text(p.maki), name: nameOf(p) } };
    default:
      return undefined;
  }
}
