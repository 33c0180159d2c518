import { afterAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { OBSERVED_PROPERTIES, parseReport, type Report } from '@citywatch/contracts';
import { DEFAULT_SETTINGS, zoneOffset } from '@citywatch/detection';
import { DetectionChanges } from '../detection/detection-changes.js';
import { PartitionDetector } from '../detection/partition-detector.js';
import { parseBacktestArguments } from './backtest.arguments.js';
import { runBacktest } from './backtest.command.js';
import { linesOf } from './line-source.js';

const ZONE = 'America/Chicago';
const START = Date.UTC(2026, 10, 18, 18);
const folder = mkdtempSync(join(tmpdir(), 'backtest-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Two grid Things with a fault, an impossible stretch and a silence, ten seconds apart. */
const reports: string[] = [];
for (let i = 0; i < 400; i++)
  for (const thing of ['g1', 'g2']) {
    if (thing === 'g2' && i >= 300 && i < 320) continue;
    const wobble = ((i * 7919) % 101) / 50 - 1;
    const voltage = i >= 150 && i < 170 ? 0 : thing === 'g1' && i >= 250 && i < 255 ? -5 : 240 + wobble;
    const phenomenonTime = new Date(START + i * 10_000).toISOString();
    const results = { voltage, load: 50 + 5 * wobble };
    reports.push(JSON.stringify({ schema: 'grid.v1', thing, operator: 'op', sequence: i, phenomenonTime, results }));
  }
const things = ['g1', 'g2'].map((thing, i) =>
  JSON.stringify({
    schema: 'thing.v1',
    thing,
    operator: 'op',
    domain: 'grid',
    name: `Transformer ${i + 1}`,
    longitude: -87.6,
    latitude: 41.8 + i / 1_000,
    properties: ['voltage', 'load'],
    interval: 10,
    feeder: { id: 'F1', parent: i === 0 ? null : 'g1' },
    nominal: { voltage: 240 },
  }),
);
const input = `${[...things, ...reports].join('\n')}\n`;

async function* chunks(text: string): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let i = 0; i < bytes.length; i += 1_000) yield await Promise.resolve(bytes.subarray(i, i + 1_000));
}

async function backtest(files: string[], stdin = ''): Promise<{ out: string; said: string[] }> {
  let out = '';
  const said: string[] = [];
  await runBacktest(files, ZONE, {
    read: linesOf(chunks(stdin)),
    print: (text) => {
      out += text;
      return Promise.resolve();
    },
    complain: (line) => said.push(line),
    now: () => 0,
  });
  return { out, said };
}

/** What the live detector makes of the same reports, with a tick of its clock every second. */
function live(): string[] {
  const detector = new PartitionDetector(new DetectionChanges({ ...DEFAULT_SETTINGS, offsetAt: zoneOffset(ZONE) }));
  const row = { domain: 'grid', intervalMs: 10_000, version: null, state: null } as const;
  for (const [i, thing] of ['g1', 'g2'].entries()) {
    detector.add([{ ...row, datastream: 2 * i + 1, thing, property: 'voltage', nominal: 240, first: true }]);
    detector.add([{ ...row, datastream: 2 * i + 2, thing, property: 'load', nominal: null, first: false }]);
  }
  const ended: string[] = [];
  let now = START;
  for (const [offset, text] of reports.entries()) {
    const parsed = parseReport('grid', Buffer.from(text));
    if (!parsed.ok) throw new Error(parsed.detail);
    const report: Report = parsed.report;
    const changes = [];
    for (; now <= report.phenomenonTime; now += 1_000) changes.push(...detector.tick(now, offset));
    changes.push(
      ...detector.judge([
        { offset, report, reference: report.phenomenonTime, wrongClock: false, live: true, backfill: false },
      ]),
    );
    for (const { kind, anomaly } of changes)
      if (kind === 'cleared')
        ended.push([anomaly.id, anomaly.start, anomaly.end, anomaly.score, anomaly.property].join(' '));
  }
  return ended;
}

describe('npm run backtest', () => {
  test('finds what the live detector finds, in its order', async () => {
    const { out, said } = await backtest(['-'], input);
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, string | number | null>);
    const ended = lines
      .filter(({ kind, end }) => kind === 'anomaly' && end !== null)
      .map(({ id, start, end, score, datastream }) =>
        [id, Date.parse(String(start)), Date.parse(String(end)), score, String(datastream).split('/')[1]].join(' '),
      );
    expect(ended.length).toBeGreaterThanOrEqual(4);
    expect(ended).toEqual(live());
    expect(OBSERVED_PROPERTIES.some(({ id }) => id === ended[0].split(' ')[4])).toBe(true);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/^782 messages, 1560 observations, 0 refused, \d+ anomalies, \d+ incidents, \d+ obs/);
  });

  test('files give what stdin gives; bad lines are named by file and line, ten at most', async () => {
    const [first, second] = [join(folder, 'a.ndjson'), join(folder, 'b.ndjson')];
    const middle = input.indexOf('\n', input.length / 2) + 1;
    writeFileSync(first, input.slice(0, middle));
    writeFileSync(second, `${'{\n'.repeat(12)}${input.slice(middle).trimEnd()}`);
    const { out, said } = await backtest([first, second]);
    expect(out).toBe((await backtest(['-'], input)).out);
    expect(said).toHaveLength(11);
    expect(said[0]).toContain(`${second}:1: malformed-json`);
    expect(said[10]).toContain('12 refused');
  });

  test('the same file twice: lines are numbered from 1 in each, also where one is refused when its file is already read', async () => {
    const twice = join(folder, 'twice.ndjson');
    const ahead = reports[0].replace('2026-', '2036-');
    writeFileSync(twice, `{\n\n${reports[0]}\n${ahead}\n`);
    const { said } = await backtest([twice, twice]);
    expect(said.slice(0, -1).map((line) => line.slice(twice.length).split(':').slice(1, 3).join(':'))).toEqual([
      '1: malformed-json',
      '1: malformed-json',
      '4: clock-ahead',
    ]);
  });

  test('a file that cannot be read is named before anything is done', async () => {
    const [good, packed] = [join(folder, 'good.ndjson'), join(folder, 'packed.ndjson.gz')];
    writeFileSync(good, input);
    writeFileSync(packed, gzipSync(input));
    let out = '';
    const run = (files: string[]) =>
      runBacktest(files, ZONE, {
        read: linesOf(chunks('')),
        print: (text) => Promise.resolve(void (out += text)),
        complain: () => undefined,
        now: () => 0,
      });
    await expect(run([good, join(folder, 'none')])).rejects.toThrow(/none cannot be read: there is no such file/);
    await expect(run([good, folder])).rejects.toThrow(/it is a folder/);
    await expect(run([packed, good])).rejects.toThrow(/packed.ndjson.gz cannot be read: it is compressed/);
    expect(out).toBe('');
  });

  test('where no line can be used, that is a failure; lines in the wrong order are pointed out', async () => {
    await expect(backtest(['-'], '{\n[]\n')).rejects.toThrow(/No line could be used/);
    await expect(backtest(['-'], '\n')).resolves.toMatchObject({ out: '' });
    const { said } = await backtest(['-'], `${[...things, ...reports].reverse().join('\n')}\n`);
    expect(said.at(-2)).toMatch(/^7\d\d messages came more than 5 min after later ones/);
    expect(said.at(-1)).toMatch(/^Things whose metadata came after their first report: 2\./);
    const { said: usual } = await backtest(['-'], input);
    expect(usual.join()).not.toMatch(/later ones|metadata/);
  });

  test('the command line', () => {
    expect(parseBacktestArguments(['a', '-', '--time-zone', 'Asia/Taipei'], {})).toEqual({
      help: false,
      files: ['a', '-'],
      timeZone: 'Asia/Taipei',
    });
    expect(parseBacktestArguments(['a'], { CITY_TIME_ZONE: 'UTC' })).toMatchObject({ timeZone: 'UTC' });
    expect(() => parseBacktestArguments([], {})).toThrow(/at least one FILE/);
    expect(() => parseBacktestArguments(['a', '--time-zone', 'Mars'], {})).toThrow(/IANA/);
    expect(parseBacktestArguments(['--help'], {})).toEqual({ help: true });
  });
});
