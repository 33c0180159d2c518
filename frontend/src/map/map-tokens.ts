const NAMES = [
  'map-land',
  'map-water',
  'map-park',
  'map-road',
  'map-road-2',
  'map-label',
  'sensor',
  'sensor-stale',
  'text',
  'info',
  'minor',
  'major',
  'critical',
] as const;

/** The colours of the map, read from the page's tokens: one source for stylesheet and map. */
export type MapTokens = Readonly<Record<(typeof NAMES)[number], string>>;

export function readMapTokens(): MapTokens {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()])) as MapTokens;
}
