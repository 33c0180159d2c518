/** A few marks for charts that are read on light and on dark paper: mid greys for axes, one colour that shows on both. */
export const INK = '#7a8290';
export const FAINT = '#7a829055';
export const MAIN = '#2f8fd8';
export const OTHER = '#a3a9b4';

const FONT = 'font-family="system-ui, sans-serif" font-size="12"';
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
const n = (value: number): string => String(Math.round(value * 10) / 10);

export const line = (x1: number, y1: number, x2: number, y2: number, colour = FAINT, width = 1): string =>
  `<line x1="${n(x1)}" y1="${n(y1)}" x2="${n(x2)}" y2="${n(y2)}" stroke="${colour}" stroke-width="${width}"/>`;

export const rect = (x: number, y: number, width: number, height: number, colour = MAIN): string =>
  `<rect x="${n(x)}" y="${n(y)}" width="${n(Math.max(0, width))}" height="${n(Math.max(0, height))}" rx="2" fill="${colour}"/>`;

export const dot = (x: number, y: number, colour = MAIN): string =>
  `<circle cx="${n(x)}" cy="${n(y)}" r="4" fill="${colour}"/>`;

export const path = (points: readonly (readonly [number, number])[], colour = MAIN): string =>
  `<polyline points="${points.map(([x, y]) => `${n(x)},${n(y)}`).join(' ')}" fill="none" stroke="${colour}" stroke-width="2"/>`;

export type Anchor = 'start' | 'middle' | 'end';
export const text = (x: number, y: number, content: string, anchor: Anchor = 'start', colour = INK): string =>
  `<text x="${n(x)}" y="${n(y)}" text-anchor="${anchor}" fill="${colour}" ${FONT}>${escaped(content)}</text>`;

/** A whole picture with a title above it, which is also what a screen reader says. */
export function picture(width: number, height: number, title: string, marks: readonly string[]): string {
  const head = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}">`;
  const heading = `<text x="12" y="20" fill="${INK}" font-family="system-ui, sans-serif" font-size="13" font-weight="600">${escaped(title)}</text>`;
  return `${[head, heading, ...marks, '</svg>'].join('\n')}\n`;
}
