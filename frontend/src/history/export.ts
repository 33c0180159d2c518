import type { CatalogueThing, HistoryAnswer } from '@citywatch/contracts';
import { zoneOffset } from '../charts/time-axis';

/** One sensor's answer with its Thing, as an export needs them. */
export interface ExportSeries {
  readonly thing: CatalogueThing;
  readonly history: HistoryAnswer;
}

export interface ExportOptions {
  readonly timeZone: string;
  /** Unit that figures are given in, and how to turn a stored figure into it. */
  readonly unit: string;
  readonly convert: (value: number) => number;
}

/** ISO 8601 with the offset that the city had then: "2026-11-19T17:00:00-06:00"; with milliseconds only where there are some. */
export function isoWithOffset(time: number, timeZone: string): string {
  const offset = zoneOffset(time, timeZone);
  const wall = new Date(time + offset)
    .toISOString()
    .slice(0, -1)
    .replace(/\.000$/, '');
  const minutes = Math.abs(Math.round(offset / 60_000));
  const two = (n: number) => String(n).padStart(2, '0');
  return `${wall}${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/**
 * One text cell (RFC 4180). Names come from sensors' owners, so a cell that a spreadsheet would run as a formula gets an
 * apostrophe in front (OWASP, CSV injection).
 */
export function csvText(text: string): string {
  const safe = /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

// 12 digits: conversions leave dust (33.80000000000001), and no sensor resolves more.
const figure = (value: number | undefined): string =>
  value === undefined ? '' : String(Number(value.toPrecision(12)));

const HEADER = 'thing,name,property,unit,phenomenonTime,mean,min,max,count,expected,low,high';

/** All points of all series, one a line. An unknown figure is an empty cell, never 0. */
export function toCsv(series: readonly ExportSeries[], options: ExportOptions): string {
  const lines = [HEADER];
  for (const { thing, history } of series) {
    const expected = new Map(history.expected.map((row) => [row[0], row]));
    const head = [thing.id, thing.name, history.property, options.unit].map(csvText).join(',');
    for (const [time, mean, min, max, count] of history.points) {
      const band = expected.get(time)?.slice(1) ?? [undefined, undefined, undefined];
      const figures = [mean, min, max].map((v) => figure(options.convert(v)));
      const bands = band.map((v) => figure(v === undefined ? v : options.convert(v)));
      lines.push([head, isoWithOffset(time, options.timeZone), ...figures, count, ...bands].join(','));
    }
  }
  return `${lines.join('\r\n')}\r\n`;
}

/** One Feature a Thing (RFC 7946), with its observations; a Thing without readings is kept with none. */
export function toGeoJson(series: readonly ExportSeries[], options: ExportOptions): string {
  const round = (value: number) => Number(figure(options.convert(value)));
  return JSON.stringify({
    type: 'FeatureCollection',
    features: series.map(({ thing, history }) => ({
      type: 'Feature',
      id: thing.id,
      geometry: { type: 'Point', coordinates: [thing.longitude, thing.latitude] },
      properties: {
        thing: thing.id,
        name: thing.name,
        operator: thing.operator,
        domain: thing.domain,
        property: history.property,
        unit: options.unit,
        from: isoWithOffset(history.from, options.timeZone),
        to: isoWithOffset(history.to, options.timeZone),
        resolution: history.resolution,
        readings: history.readings,
        observations: history.points.map(([time, mean, min, max, count]) => ({
          phenomenonTime: isoWithOffset(time, options.timeZone),
          mean: round(mean),
          min: round(min),
          max: round(max),
          count,
        })),
      },
    })),
  });
}
