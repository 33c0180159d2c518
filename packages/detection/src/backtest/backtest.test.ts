import { describe, expect, test } from '@jest/globals';
import { parseReport, type Rejection } from '@citywatch/contracts';
import { createCity, createIncident, metadataOf, observe, reportMessage } from '@citywatch/simulator';
import { MONDAY, HOUR, SETTINGS } from '../testing/synthetic.js';
import { Backtest, type AnomalyLine } from './backtest.js';
import type { IncidentLine } from './incident-log.js';
import { LineSplitter } from './line-splitter.js';
import { LinePacker, LineUnpacker } from './packed-lines.js';

const NOON = MONDAY + 12 * HOUR;
const city = createCity({ seed: 11, sensors: 120 });
const fault = createIncident(city, { kind: 'feeder-fault', start: NOON + 300_000, minutes: 6, seed: 3 });
/** Its sensors that report in the lines below: those of the grid. */
const affected = new Set(fault.truth.flatMap(({ thing }) => (city.byId.get(thing)?.kind === 'grid' ? [thing] : [])));
const bytes = (text: string) => new TextEncoder().encode(text);

/** Twenty minutes of the grid in which a feeder fails, as NDJSON without its Things. */
const reports: string[] = [];
for (let time = NOON; time < NOON + 20 * 60_000; time += 10_000)
  for (const thing of city.things) {
    const at = time + (thing.index % 10) * 1_000;
    const observed = thing.kind === 'grid' ? observe(city, thing, at, [fault]) : null;
    if (observed !== null) reports.push(JSON.stringify(reportMessage(thing, observed, at)));
  }
const described = [...metadataOf(city).map((thing) => JSON.stringify(thing)), ...reports];

function run(lines: readonly string[]) {
  const out: string[] = [];
  const refused: [number, Rejection['code']][] = [];
  const backtest = new Backtest(
    { detection: SETTINGS },
    { write: (line) => out.push(JSON.stringify(line)), refuse: (line, { code }) => refused.push([line, code]) },
  );
  const [packer, unpacker] = [new LinePacker(), new LineUnpacker(backtest)];
  lines.forEach((line, i) => {
    packer.add(bytes(line));
    if (i % 100 === 99) unpacker.feed(packer.take());
  });
  unpacker.feed(packer.take());
  backtest.end();
  const found = out.map((line) => JSON.parse(line) as AnomalyLine | IncidentLine);
  return {
    text: out.join('\n'),
    anomalies: found.filter((line) => line.kind === 'anomaly'),
    incidents: found.filter((line) => line.kind === 'incident'),
    refused,
    counts: backtest.counts,
    observations: backtest.observations,
    late: backtest.late,
  };
}

const report = (thing: string, time: number, voltage = 240) =>
  JSON.stringify({
    schema: 'grid.v1',
    thing,
    operator: 'op',
    sequence: 1,
    phenomenonTime: new Date(time).toISOString(),
    results: { voltage },
  });

describe('a feeder fault', () => {
  const once = run(described);

  test('is one incident with its members, start and end, in words', () => {
    expect(once.incidents).toHaveLength(1);
    const [incident] = once.incidents;
    expect(incident.members.length).toBeGreaterThan(1);
    expect(new Set(incident.members.map((member) => member.split('/')[0]))).toEqual(affected);
    expect(Math.abs(Date.parse(incident.start) - fault.start)).toBeLessThan(30_000);
    expect(Math.abs(Date.parse(incident.end ?? '') - fault.end)).toBeLessThan(60_000);
    expect(incident.reason).toMatch(/feeder/);
    expect(once.counts.messages).toBe(described.length);
  });

  test('is the same from parsed messages, with every change told at its time', () => {
    const out: string[] = [];
    const told: string[] = [];
    const backtest = new Backtest(
      { detection: SETTINGS },
      {
        write: (line) => out.push(JSON.stringify(line)),
        refuse: () => undefined,
        anomaly: ({ kind, at }, now) => told.push(`${kind} anomaly ${at <= now}`),
        incident: ({ event, incident }) => told.push(`${event.kind} incident ${incident.number}`),
      },
    );
    for (const thing of metadataOf(city)) backtest.takeThing(thing);
    for (const line of reports) {
      const parsed = parseReport('grid', bytes(line));
      if (parsed.ok) backtest.takeReport(parsed.report);
    }
    backtest.end();
    expect(out.join('\n')).toBe(once.text);
    expect(new Set(told)).toContain('raised anomaly true');
    expect(told.filter((text) => text === 'opened incident 1')).toHaveLength(1);
    expect(backtest.counts.messages).toBe(once.counts.messages);
  });

  test('gives the same bytes twice', () => {
    expect(run(described).text).toBe(once.text);
  });

  test('is not changed by late rows and duplicates', () => {
    const lines = described.flatMap((line, i) => {
      const again = described[i - 40];
      return i % 7 === 0 && i > described.length - reports.length + 40 ? [line, again] : [line];
    });
    expect(lines.length).toBeGreaterThan(described.length);
    expect(run(lines).text).toBe(once.text);
  });

  test('ends in the middle: what is open has no end', () => {
    const half = run(described.slice(0, described.length - reports.length / 2 - reports.length / 20));
    expect(half.incidents.map(({ end }) => end)).toEqual([null]);
    expect(half.anomalies.some(({ end }) => end === null)).toBe(true);
  });

  test('without metadata: no neighbours, so each Thing is an incident of its own', () => {
    const { incidents } = run(reports);
    const things = new Set(incidents.flatMap(({ members }) => members.map((member) => member.split('/')[0])));
    expect(things).toEqual(affected);
    expect(incidents).toHaveLength(things.size);
  });
});

describe('input', () => {
  test('empty: nothing', () => {
    const { text, counts } = run([]);
    expect(text).toBe('');
    expect(counts).toEqual({ messages: 0, refused: 0, anomalies: 0, incidents: 0 });
  });

  test('bad lines are named and change nothing', () => {
    const bad = ['{', '[]', '{"schema":"water.v1"}', '{"schema":"grid.v1"}', 'x'.repeat(20_000), '', '\r'];
    const { refused, counts } = run([...bad, report('a', NOON)]);
    expect(refused).toEqual([
      [1, 'malformed-json'],
      [2, 'not-an-object'],
      [3, 'wrong-schema'],
      [4, 'bad-field'],
      [5, 'too-large'],
    ]);
    expect(counts).toEqual({ messages: 1, refused: 5, anomalies: 0, incidents: 0 });
  });

  test('silence is found by the time of the others', () => {
    const lines: string[] = [];
    for (let i = 0; i < 60; i++) {
      lines.push(report('talks', NOON + i * 10_000));
      if (i < 20) lines.push(report('stops', NOON + i * 10_000));
    }
    const { anomalies } = run(lines);
    expect(anomalies.map(({ datastream, end }) => [datastream, end])).toEqual([['stops/voltage', null]]);
  });

  test('reports more than five minutes behind later ones are counted', () => {
    const behind = (ms: number) => run([report('a', NOON), report('b', NOON - ms), report('a', NOON + 1_000)]).late;
    expect([behind(300_000), behind(300_001)]).toEqual([0, 1]);
  });

  test('one clock from the future is refused; a hole in the data is not', () => {
    const steady = Array.from({ length: 10 }, (_, i) => report('a', NOON + i * 10_000));
    const wrong = run([...steady.slice(0, 5), report('b', NOON + 9e9), ...steady.slice(5)]);
    expect(wrong.refused).toEqual([[6, 'clock-ahead']]);
    const later = Array.from({ length: 5 }, (_, i) => report('a', NOON + 30 * 24 * HOUR + i * 10_000));
    const hole = run([...steady, ...later]);
    expect([hole.refused, hole.observations]).toEqual([[], 15]);
    const hourly = run(Array.from({ length: 26 }, (_, i) => report('a', NOON + i * HOUR)));
    expect([hourly.refused, hourly.observations]).toEqual([[], 26]);
  });

  test('where the very first clock is the wrong one, it is refused, and the stream has the time of the others', () => {
    const steady = Array.from({ length: 10 }, (_, i) => report('a', NOON + i * 10_000));
    const wrong = run([report('b', NOON + 9e9), ...steady]);
    expect([wrong.refused, wrong.observations, wrong.late]).toEqual([[[1, 'clock-ahead']], 10, 0]);
    const backwards = run(Array.from({ length: 26 }, (_, i) => report('a', NOON - i * HOUR)));
    expect([backwards.refused, backwards.observations, backwards.late]).toEqual([[], 26, 25]);
    const both = run([report('a', NOON), report('b', NOON + 9e9), ...steady.slice(1)]);
    expect([both.refused, both.observations, both.late]).toEqual([[[2, 'clock-ahead']], 10, 0]);
    const past = run([report('b', NOON - 9e9), ...steady]);
    expect([past.refused, past.observations, past.late]).toEqual([[], 11, 0]);
    const few = run([report('b', NOON + 9e9), report('a', NOON)]);
    expect([few.refused, few.observations]).toEqual([[], 2]);
  });

  test('a hole of thousands of years takes no time, whatever was learnt of intervals', () => {
    const years = 366 * 24 * HOUR;
    const times = [0, 50 * years, 50 * years + 10_000, 7_900 * years, 7_900 * years + 10_000, 7_900 * years + 20_000];
    const { refused, observations } = run([...times, ...times].map((time, i) => report(i < 6 ? 'a' : 'b', time)));
    expect([refused, observations]).toEqual([[], 12]);
  });

  test('lines are cut the same however the bytes arrive, and no line is kept beyond its limit', () => {
    const input = bytes('one\n\ntwo\nvery long line\nlast');
    const cut = (size: number) => {
      const splitter = new LineSplitter(8);
      const lines: string[] = [];
      for (let i = 0; i < input.length; i += size)
        for (const line of splitter.push(input.subarray(i, i + size))) lines.push(new TextDecoder().decode(line));
      return [...lines, new TextDecoder().decode(splitter.end() ?? bytes(''))];
    };
    expect(cut(100)).toEqual(['one', '', 'two', 'very long line', 'last']);
    expect(cut(1)).toEqual(['one', '', 'two', 'very long', 'last']);
  });
});
