import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Backtest, LinePacker, LineUnpacker } from '@citywatch/detection';
import { DATA_SOURCES, hasData, readSource, settingsFor } from './data-sets.service.js';
import { asMessages } from './messages.js';

const ROOT = join(import.meta.dirname, '..', '..', '..', '..');
const DATA = join(ROOT, '..', 'shared', 'data');
/** Of each data set. */
const THINGS = 20;
const ROWS = 20_000;

function outputOf(lines: readonly Uint8Array[], source: (typeof DATA_SOURCES)[number]): string {
  let out = '';
  const refused: string[] = [];
  const backtest = new Backtest(settingsFor(source), {
    write: (line) => (out += `${JSON.stringify(line)}\n`),
    refuse: (line, { detail }) => refused.push(`${line}: ${detail}`),
  });
  const packer = new LinePacker();
  for (const line of lines) packer.add(line);
  new LineUnpacker(backtest).feed(packer.take());
  backtest.end();
  expect(refused).toEqual([]);
  return out;
}

test('the backtest of a real data set gives the same bytes each time, with anomalies and incidents', () => {
  let found = '';
  // The data lies beside the clone, where there is any.
  for (const source of hasData(DATA) ? DATA_SOURCES : []) {
    const dataset = readSource(source, DATA, join(ROOT, 'ingest', 'mappings'));
    const things = dataset.things.slice(0, THINGS);
    const ids = new Set(things.map(({ thing }) => thing));
    const rows = dataset.rows.filter(({ thing }) => ids.has(thing)).slice(0, ROWS);
    const encoder = new TextEncoder();
    const lines = asMessages({ ...dataset, things, rows }).map((line) => encoder.encode(line));
    expect(lines).toHaveLength(things.length + rows.length);
    const once = outputOf(lines, source);
    expect(outputOf(lines, source)).toBe(once);
    found += once;
  }
  if (!hasData(DATA)) return;
  expect(found).toContain('"kind":"anomaly"');
  expect(found).toContain('"kind":"incident"');
}, 120_000);
