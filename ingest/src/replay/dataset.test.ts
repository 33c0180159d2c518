import { describe, expect, test } from '@jest/globals';
import { readDataset } from './dataset.js';
import { parseMapping } from './mapping.js';
import { planTimeline } from './timeline.js';

const base = { name: 'Test', operator: 'test', interval: 3600 };
const load = parseMapping(
  JSON.stringify({
    ...base,
    domain: 'grid',
    time: { column: 't', zone: 'America/New_York', endsPeriodSeconds: 3600 },
    things: { id: 'area', longitude: -75, latitude: 40 },
    results: { activePower: { column: 'mw', factor: 1000 } },
  }),
);
const air = parseMapping(
  JSON.stringify({
    ...base,
    domain: 'air-quality',
    time: { columns: ['y', 'm', 'd', 'h'], zone: 'Asia/Shanghai' },
    things: { column: 'station', prefix: 'b-', name: 'Station {id}', places: { file: 'places.csv', id: 'station' } },
    results: {
      pm25: { column: 'PM2.5', missing: ['NA'] },
      windDirection: { column: 'wd', missing: ['NA'], compass: true },
    },
  }),
);
const wide = parseMapping(
  JSON.stringify({
    ...base,
    domain: 'traffic',
    time: { start: '2012-03-11T01:50:00', stepSeconds: 300, zone: 'America/Los_Angeles' },
    things: { columns: 'all', prefix: 'la-', places: { file: 'places.csv', id: 'id' } },
    results: { speed: { factor: 1.609344, missing: ['0'] } },
  }),
);
const read = (mapping: typeof load, text: string, places?: string, limit?: number) =>
  readDataset(mapping, { file: 'data.csv', text, places, limit });
const times = (rows: readonly { time: number }[]) => rows.map(({ time }) => new Date(time).toISOString().slice(0, 16));

describe('readDataset', () => {
  test('hours named by their end are whole over both changes of the clock', () => {
    const spring = read(load, 't,mw\n2016-03-13T01:00,1\n2016-03-13T02:00,2\n2016-03-13T04:00,3\n');
    expect(times(spring.rows)).toEqual(['2016-03-13T05:00', '2016-03-13T06:00', '2016-03-13T07:00']);
    const autumn = read(load, 't,mw\n2016-11-06T01:00,1\n2016-11-06T02:00,2\n2016-11-06T02:00,3\n2016-11-06T03:00,4\n');
    expect(times(autumn.rows)).toEqual([
      '2016-11-06T04:00',
      '2016-11-06T05:00',
      '2016-11-06T06:00',
      '2016-11-06T07:00',
    ]);
    expect(autumn.rows[2].results).toEqual({ activePower: 3000 });
  });

  test('a column names the Thing; missing cells are left out, compass points become degrees', () => {
    const places = 'station,latitude,longitude\nDongsi,39.9,116.4\nGucheng,39.9,116.2\n';
    const text =
      'y,m,d,h,PM2.5,wd,station\n2016,1,1,5,NA,NNW,Dongsi\n2016,1,1,4,80,NA,Gucheng\n2016,1,1,6,NA,NA,Dongsi\n';
    const data = read(air, text, places);
    expect(data.rows).toEqual([
      { thing: 'b-Gucheng', time: Date.parse('2015-12-31T20:00:00Z'), results: { pm25: 80 } },
      { thing: 'b-Dongsi', time: Date.parse('2015-12-31T21:00:00Z'), results: { windDirection: 337.5 } },
    ]);
    expect(data.missing).toBe(4);
    expect(data.things[1]).toMatchObject({
      thing: 'b-Gucheng',
      name: 'Station Gucheng',
      longitude: 116.2,
      latitude: 39.9,
    });
  });

  test('each column a Thing, rows without a time: five minutes stay five minutes when the clock jumps', () => {
    const data = read(wide, 'a,b\n60,0\n50,40\n10,\n', 'id,longitude,latitude\na,-118,34\nb,-118.1,34\n');
    expect(data.rows.map((r) => [r.thing, r.results.speed])).toEqual([
      ['la-a', 60 * 1.609344],
      ['la-a', 50 * 1.609344],
      ['la-b', 40 * 1.609344],
      ['la-a', 10 * 1.609344],
    ]);
    expect(times(data.rows)).toEqual(['2012-03-11T09:50', '2012-03-11T09:55', '2012-03-11T09:55', '2012-03-11T10:00']);
    expect(data.missing).toBe(2);
  });

  test('what cannot be read is counted and named, the rest is used', () => {
    const data = read(
      load,
      't,mw\n2016-01-01T01:00,1\nyesterday,2\n2016-01-01T03:00,x\n2016-01-01T04:00\n2016-01-01T05:00,5\n',
    );
    expect(data.rows).toHaveLength(2);
    expect(data.wrong).toBe(3);
    expect(data.examples).toEqual([
      'data.csv, line 3: its time cannot be read',
      'data.csv, line 4: mw is "x"',
      'data.csv, line 5: 1 cells, the header has 2',
    ]);
  });

  test('only so many rows where a limit is given', () => {
    expect(read(load, 't,mw\n2016-01-01T01:00,1\n2016-01-01T02:00,2\n', undefined, 1).rows).toHaveLength(1);
  });

  test.each([
    [load, '', /data.csv is empty/],
    [load, 'time,mw\n', /no column "t"; it has time, mw/],
    [wide, 'a,z\n1,2\n', /places.csv has no place for "z"/],
  ])('a file that does not fit is refused', (mapping, text, message) => {
    expect(() => read(mapping, text, 'id,longitude,latitude\na,-118,34\n')).toThrow(message);
  });
});

describe('planTimeline', () => {
  const hour = 3_600_000;
  const data = read(load, 't,mw\n2016-01-01T01:00,1\n2016-01-01T03:00,2\n');
  const now = Date.parse('2026-11-19T12:00:00Z');

  test('at its own dates', () => {
    expect(planTimeline([data], 'none', Infinity, now)).toMatchObject({
      from: data.rows[0].time,
      to: data.rows[1].time,
    });
  });

  test('shifted, the end is now when it is sent', () => {
    expect(planTimeline([data], 'now', Infinity, now)).toMatchObject({ from: now - 2 * hour, to: now });
    expect(planTimeline([data], 'now', 1, now)).toMatchObject({ from: now, to: now + 2 * hour });
    expect(planTimeline([data], 'now', 4, now)).toMatchObject({ from: now - 1.5 * hour, to: now + 0.5 * hour });
  });

  test('files without rows make an empty timeline', () => {
    expect(planTimeline([read(load, 't,mw\n')], 'now', 1, now).items).toEqual([]);
  });
});
