import type { CatalogueThing, HistoryAnswer } from '@citywatch/contracts';
import { csvText, isoWithOffset, toCsv, toGeoJson } from './export';

const chicago = 'America/Chicago';
const time = Date.parse('2026-11-19T23:00:00Z');
const thing: CatalogueThing = {
  id: 'traffic:7',
  name: '=HYPERLINK("http://x","Halsted, 18th")',
  domain: 'traffic',
  operator: 'city',
  longitude: -87.6466,
  latitude: 41.8579,
  interval: 30,
  road: null,
  feeder: null,
  datastreams: [{ id: 1, property: 'speed' }],
};
const history: HistoryAnswer = {
  datastream: 1,
  thing: thing.id,
  property: 'speed',
  unit: 'km/h',
  from: time,
  to: time + 7_200_000,
  resolution: '1h',
  readings: 240,
  points: [
    [time, 32.18688, 16.09344, 48.28032, 120],
    [time + 3_600_000, 0, 0, 0, 120],
  ],
  expected: [[time, 40, 32, 48]],
  anomalies: [],
};
const options = { timeZone: chicago, unit: 'mph', convert: (v: number) => v / 1.609344 };

describe('times', () => {
  it('carry the offset the city had then', () => {
    expect(isoWithOffset(time, chicago)).toBe('2026-11-19T17:00:00-06:00');
    expect(isoWithOffset(Date.parse('2026-07-01T00:00:00.250Z'), chicago)).toBe('2026-06-30T19:00:00.250-05:00');
    expect(isoWithOffset(time, 'Asia/Kathmandu')).toBe('2026-11-20T04:45:00+05:45');
  });
});

describe('CSV', () => {
  it('guards cells that a spreadsheet would run', () => {
    for (const evil of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1']) expect(csvText(evil)).toMatch(/^"?'/);
    expect(csvText('Halsted & 18th')).toBe('Halsted & 18th');
    expect(csvText('a "b", c')).toBe('"a ""b"", c"');
  });

  it('has one line a point, in the shown unit, with unknown figures empty', () => {
    const lines = toCsv([{ thing, history }], options).split('\r\n');
    const name = '"\'=HYPERLINK(""http://x"",""Halsted, 18th"")"';
    expect(lines[1]).toBe(
      `traffic:7,${name},speed,mph,2026-11-19T17:00:00-06:00,20,10,30,120,24.8548476895,19.8838781516,29.8258172274`,
    );
    expect(lines[2]).toBe(`traffic:7,${name},speed,mph,2026-11-19T18:00:00-06:00,0,0,0,120,,,`);
    expect(lines).toHaveLength(4);
  });

  it('leaves negative figures numbers', () => {
    const below: HistoryAnswer = { ...history, points: [[time, -5, -6, -4, 1]], expected: [] };
    expect(toCsv([{ thing, history: below }], { ...options, convert: (v) => v })).toContain(',-5,-6,-4,1,,,');
  });
});

describe('GeoJSON', () => {
  it('is a point a Thing with its observations', () => {
    const parsed = JSON.parse(toGeoJson([{ thing, history }], options));
    expect(parsed.type).toBe('FeatureCollection');
    expect(parsed.features[0].geometry).toEqual({ type: 'Point', coordinates: [-87.6466, 41.8579] });
    expect(parsed.features[0].properties.name).toBe(thing.name);
    expect(parsed.features[0].properties.observations[0]).toEqual({
      phenomenonTime: '2026-11-19T17:00:00-06:00',
      mean: 20,
      min: 10,
      max: 30,
      count: 120,
    });
  });
});
