import { SEVERITIES } from '@citywatch/contracts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { apart, contrast, seenAs, SIGHTS, type Sight } from './contrast';

const css = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8');
/** Colours of one theme; the formatter chooses the quotes of the selector. */
const theme = (name: string): Record<string, string> => {
  const block = css.slice(css.search(new RegExp(`\\[data-theme=.${name}`))).split('}')[0];
  return Object.fromEntries(
    [...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})\b/gi)].map((match) => [match[1], match[2]]),
  );
};
const THEMES = { dark: theme('dark'), light: theme('light') };

/** [foreground, background, least ratio] */
const RULES: readonly (readonly [string, string, number])[] = [
  ['text', 'panel', 7],
  ['text', 'raised', 7],
  ['on-ink', 'ink', 7],
  ...['panel', 'raised', 'app'].flatMap((ground) => [
    ['text-2', ground, 4.5] as const,
    ['text-3', ground, 4.5] as const,
  ]),
  ['border-control', 'panel', 3],
  ['border-control', 'raised', 3],
  ['focus', 'panel', 3],
  ['focus', 'map-land', 3],
  ...['map-land', 'map-water'].flatMap((ground) => [
    ['sensor', ground, 3] as const,
    ['sensor-stale', ground, 3] as const,
    ['map-label', ground, 4.5] as const,
  ]),
  ['chart-line', 'panel', 4.5],
  ['chart-compare', 'panel', 3],
  ['chart-band-edge', 'panel', 3],
  ...SEVERITIES.flatMap((severity) => [
    ...['panel', 'raised', 'map-land', 'map-water'].map((ground) => [severity, ground, 3] as const),
    [`on-${severity}`, severity, 4.5] as const,
    ...['panel', 'raised', `${severity}-tint`].map((ground) => [`${severity}-text`, ground, 4.5] as const),
  ]),
];
const LEAST_APART = 15;

describe.each(Object.entries(THEMES))('%s tokens', (_name, tokens) => {
  it.each(RULES)('%s on %s is at least %d : 1', (front, ground, least) => {
    expect(contrast(tokens[front], tokens[ground])).toBeGreaterThanOrEqual(least);
  });

  // Red goes dark for protanopes: it must not vanish on the map.
  it.each(Object.keys(SIGHTS) as Sight[])('marks stay visible on the map with %s sight', (sight) => {
    for (const severity of ['minor', 'major', 'critical'])
      expect(contrast(seenAs(tokens[severity], sight), seenAs(tokens['map-land'], sight))).toBeGreaterThanOrEqual(3);
  });

  it.each(Object.keys(SIGHTS) as Sight[])('severities and a normal sensor stay apart with %s sight', (sight) => {
    const keys = [...SEVERITIES, 'sensor'];
    for (const [i, a] of keys.entries())
      for (const b of keys.slice(i + 1))
        expect([a, b, apart(tokens[a], tokens[b], sight) >= LEAST_APART]).toEqual([a, b, true]);
  });
});

describe('contrast', () => {
  it('is that of WCAG', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
  });
  it('is no distance for the same colour', () => {
    expect(apart('#3ba9fa', '#3ba9fa', 'protanopia')).toBeCloseTo(0, 6);
  });
});
