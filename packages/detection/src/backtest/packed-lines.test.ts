import { expect, test } from '@jest/globals';
import { DEFAULT_MAX_MESSAGE_BYTES, OBSERVED_PROPERTIES, type Rejection, type Report } from '@citywatch/contracts';
import type { Backtest } from './backtest.js';
import { LinePacker, LineUnpacker } from './packed-lines.js';

const bytes = (text: string) => new TextEncoder().encode(text);

/** Everything that a backtest is given, in order. */
function unpacked(batches: readonly (readonly string[])[], maxBytes?: number): unknown[] {
  const taken: unknown[] = [];
  const backtest = {
    takeBlank: () => taken.push('blank'),
    takeThing: ({ thing }: { thing: string }) => taken.push(thing),
    takeRejection: ({ code }: Rejection) => taken.push(code),
    takeReport: (report: Report) => taken.push(report),
  };
  const [packer, unpacker] = [new LinePacker(maxBytes), new LineUnpacker(backtest as unknown as Backtest)];
  for (const lines of batches) {
    for (const line of lines) packer.add(bytes(line));
    // As between threads: only what can be cloned arrives.
    unpacker.feed(structuredClone(packer.take()));
  }
  return taken;
}

const report = (thing: string, results: Record<string, number>, sequence = 7, operator = 'op') =>
  JSON.stringify({ schema: 'grid.v1', thing, operator, sequence, phenomenonTime: '2026-11-25T12:00:00.250Z', results });
const described = JSON.stringify({
  schema: 'thing.v1',
  thing: 'g1',
  operator: 'op',
  domain: 'grid',
  name: 'Transformer 1',
  longitude: -87.6,
  latitude: 41.8,
  properties: ['voltage'],
  interval: 10,
});

test('a report arrives as it was, numbers to the last bit and flags included', () => {
  const voltage = OBSERVED_PROPERTIES.findIndex(({ id }) => id === 'voltage');
  const load = OBSERVED_PROPERTIES.findIndex(({ id }) => id === 'load');
  const [found] = unpacked([[report('g1', { load: 0.1 + 0.2, voltage: -5 }, Number.MAX_SAFE_INTEGER)]]);
  expect(found).toEqual({
    domain: 'grid',
    thing: 'g1',
    operator: 'op',
    sequence: Number.MAX_SAFE_INTEGER,
    phenomenonTime: Date.UTC(2026, 10, 25, 12, 0, 0, 250),
    properties: [load, voltage],
    results: [0.1 + 0.2, -5],
    qualities: [0, 1],
  });
});

test('lines of all kinds keep their order, and names stay known from batch to batch', () => {
  const taken = unpacked([
    [described, '', report('g1', { voltage: 240 }), '{', '\r'],
    [report('g2', { voltage: 239 }, 8, 'other'), report('g1', { voltage: 241 }), '{"schema":"water.v1"}', '[]'],
    [],
  ]);
  const brief = taken.map((item) =>
    typeof item === 'string' ? item : [(item as Report).thing, (item as Report).operator, (item as Report).results[0]],
  );
  expect(brief).toEqual([
    'g1',
    'blank',
    ['g1', 'op', 240],
    'malformed-json',
    'blank',
    ['g2', 'other', 239],
    ['g1', 'op', 241],
    'wrong-schema',
    'not-an-object',
  ]);
});

test('many reports in one batch, and a line at the limit of bytes', () => {
  const all = Array.from({ length: 5_000 }, (_, i) => report(`g${i % 300}`, { voltage: i / 10, load: 3 }, i));
  const taken = unpacked([all]) as Report[];
  expect(taken.map(({ sequence, thing, results }) => [sequence, thing, results[0]])).toEqual(
    all.map((_, i) => [i, `g${i % 300}`, i / 10]),
  );
  const line = report('g1', { voltage: 240 });
  expect(unpacked([[line]], line.length)).toHaveLength(1);
  expect(unpacked([[line]], line.length - 1)).toEqual(['too-large']);
  expect(unpacked([[line.padEnd(DEFAULT_MAX_MESSAGE_BYTES + 1)]])).toEqual(['too-large']);
});
