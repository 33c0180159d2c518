import { jest } from '@jest/globals';
import { type RejectCode } from '@citywatch/contracts';
import type { OutgoingMessage } from '@citywatch/stream';
import { listen } from '@citywatch/timescale';
import {
  createTestDatabase,
  createTestTopics,
  testConfig,
  waitFor,
  type TestDatabase,
  type TestTopics,
} from '@citywatch/testkit';
import { runQuarantine } from '../quarantine/quarantine.command.js';
import { Harness, messageOf, reportOf } from '../testing/harness.service.js';

jest.setTimeout(60_000);

let database: TestDatabase;
let topics: TestTopics;
let harness: Harness;
const open = async (): Promise<void> => {
  [database, topics] = await Promise.all([createTestDatabase(), createTestTopics()]);
  harness = new Harness({ brokers: testConfig().kafkaBrokers, databaseUrl: database.url, prefix: topics.prefix });
};
const close = async (): Promise<void> => {
  await harness.close();
  expect(harness.fatal).toEqual([]);
  await Promise.all([database.drop(), topics.delete()]);
};
const settled = (): Promise<boolean> =>
  waitFor(() => harness.isSettled(), { what: 'every message is accounted for', timeout: 30_000 });
async function ask<T>(sql: string, values: unknown[] = []): Promise<T[]> {
  return (await harness.pool.query(sql, values)).rows as T[];
}

const raw =
  (value: string | Buffer | null) =>
  (thing: string): OutgoingMessage => ({ key: thing, value });
const text =
  (change: (json: string) => string) =>
  (thing: string): OutgoingMessage => ({
    key: thing,
    value: change(JSON.stringify(reportOf(thing))),
  });
const json =
  (fields: Record<string, unknown>) =>
  (thing: string): OutgoingMessage => ({
    key: thing,
    value: JSON.stringify({ ...reportOf(thing), ...fields }),
  });

// The first eleven are the table of the peers' faults; each of them stops, loses or corrupts in at least one peer.
const KINDS: readonly (readonly [
  name: string,
  make: (thing: string) => OutgoingMessage,
  code: RejectCode | 'duplicate',
])[] = [
  ['truncated JSON', text((json) => json.slice(0, -5)), 'malformed-json'],
  ['a bare NaN', text((json) => json.replace('50', 'NaN')), 'malformed-json'],
  ['a result in words', json({ results: { speed: 'high' } }), 'not-a-number'],
  ['the result "NaN"', json({ results: { speed: 'NaN' } }), 'not-a-number'],
  ['the time "yesterday"', json({ phenomenonTime: 'yesterday' }), 'bad-time'],
  ['a time of another style', json({ phenomenonTime: '22/11/2026 25:00' }), 'bad-time'],
  ['no results', json({ results: undefined }), 'bad-field'],
  ['no thing', json({ thing: undefined }), 'bad-field'],
  ['a tombstone', raw(null), 'empty'],
  ['NUL in a unit', json({ units: { speed: 'km/h\0' } }), 'wrong-unit'],
  [
    'the same observation twice',
    (thing) => messageOf(reportOf(thing, { phenomenonTime: new Date(BASE).toISOString() })),
    'duplicate',
  ],
  ['a huge message', raw(Buffer.alloc(900_000, 'a')), 'too-large'],
  ['another unit', json({ units: { speed: 'mph' } }), 'wrong-unit'],
  ['an unknown property', json({ results: { speeed: 1 } }), 'unknown-property'],
  ['an unknown field', json({ extra: 1 }), 'unknown-field'],
  ['a property of another domain', json({ results: { voltage: 230 } }), 'unknown-property'],
  ['another schema', json({ schema: 'traffic.v9' }), 'wrong-schema'],
  ['a list', raw('[]'), 'not-an-object'],
  ['bytes that are no text', raw(Buffer.from([0xff, 0xfe, 0x00, 0x80])), 'malformed-json'],
  ['SQL as an id', json({ thing: "x'); drop table observation; --" }), 'bad-field'],
  ['HTML as an id', json({ thing: '<img src=x onerror=alert(1)>' }), 'bad-field'],
  ['a number beyond double', text((json) => json.replace('50', '1e999')), 'not-a-number'],
  ['a negative sequence', json({ sequence: -1 }), 'bad-field'],
  [
    'a time of next year',
    json({ phenomenonTime: new Date(Date.now() + 365 * 86_400_000).toISOString() }),
    'clock-ahead',
  ],
  ['a time of 1970', json({ phenomenonTime: '1970-01-01T00:00:00Z' }), 'clock-behind'],
  ['another Thing’s key', (thing) => ({ ...messageOf(reportOf(thing)), key: 'somebody-else' }), 'wrong-key'],
  ['no key', (thing) => ({ ...messageOf(reportOf(thing)), key: null }), 'wrong-key'],
];
const BASE = Math.floor(Date.now() / 1000) * 1000 - 600_000;
const GOOD = 30;

describe('one bad message among good ones', () => {
  beforeAll(async () => {
    await open();
    for (const [index, [, make]] of KINDS.entries()) {
      const thing = `thing-${index}`;
      const good = Array.from({ length: GOOD }, (_, i) =>
        messageOf(reportOf(thing, { phenomenonTime: new Date(BASE + i * 1000).toISOString() })),
      );
      await harness.send([
        ...good.slice(0, GOOD / 2),
        { ...make(thing), headers: { kind: String(index) } },
        ...good.slice(GOOD / 2),
      ]);
    }
    harness.startWriter();
    await settled();
  });
  afterAll(close);

  it.each(KINDS.map(([name, , code], index) => [name, code, index] as const))(
    '%s: %s, and all others are stored',
    async (_, code, index) => {
      const [{ n }] = await ask<{ n: number }>(
        'select count(*)::int as n from observation o join datastream d on d.id = o.datastream_id where thing_id = $1',
        [`thing-${index}`],
      );
      expect(n).toBe(GOOD);
      const kept = await ask<{ code: string; value: Buffer | null }>(
        "select code, value from quarantine where headers ->> 'kind' = $1",
        [String(index)],
      );
      expect(kept.map((row) => row.code)).toEqual(code === 'duplicate' ? [] : [code]);
      const { value } = KINDS[index][1](`thing-${index}`);
      // Times of the report differ from call to call, so only messages without one can be compared word for word.
      if (kept.length > 0 && !String(value).includes('phenomenonTime'))
        expect(kept[0].value).toEqual(value === null ? null : Buffer.from(value));
    },
  );

  it('every message is accounted for, and the metrics say the same', async () => {
    const refused = KINDS.filter(([, , code]) => code !== 'duplicate').length;
    const stored = KINDS.length * GOOD;
    expect(await harness.totals()).toEqual({
      consumed: stored + refused + 1,
      stored,
      duplicate: 1,
      quarantined: refused,
      rows: stored,
    });
  });
});

describe('the quarantine', () => {
  beforeEach(open);
  afterEach(close);

  it('is replayed to its topic when what was wrong is mended, once', async () => {
    const time = new Date(Date.now() - 7_200_000).toISOString();
    const late = [1, 2].map((i) => ({
      ...messageOf(reportOf(`late-${i}`, { phenomenonTime: time })),
      headers: { from: 'north' },
    }));
    await harness.send([...late, { key: 'x', value: '{' }]);
    const strict = harness.startWriter({ CLOCK_BEHIND_MS: '3600000' });
    await settled();
    expect(await harness.totals()).toMatchObject({ stored: 0, quarantined: 3 });
    await harness.stopWriter(strict);

    const lines: string[] = [];
    const run = (command: Parameters<typeof runQuarantine>[0]) =>
      runQuarantine(command, {
        database: { url: database.url },
        stream: () => ({ brokers: testConfig().kafkaBrokers, clientId: 'test' }),
        print: (line) => lines.push(line),
      });
    harness.startWriter();
    await run({ command: 'replay', selection: { code: 'clock-behind' } });
    await run({ command: 'replay', selection: { code: 'clock-behind' } });
    expect(lines).toEqual(['Sent 2 messages to their topics again', 'Sent 0 messages to their topics again']);
    await settled();
    expect(await harness.totals()).toMatchObject({ consumed: 5, stored: 2, quarantined: 3 });
    lines.length = 0;
    await run({ command: 'list', selection: { waiting: true }, limit: 10 });
    expect(lines.join('\n')).toMatch(
      /malformed-json .*\n\nclock-behind +2, of which 0 not replayed\nmalformed-json +1, of which 1/,
    );
    await expect(run({ command: 'show', id: 999_999 })).rejects.toThrow(/no message 999999/);
  });
});

describe('Things', () => {
  beforeEach(open);
  afterEach(close);

  const metadata = (thing: string, fields: Record<string, unknown> = {}): OutgoingMessage => ({
    key: thing,
    value: JSON.stringify({
      schema: 'thing.v1',
      thing,
      operator: 'city',
      domain: 'traffic',
      name: `Loop ${thing}`,
      longitude: -87.6,
      latitude: 41.8,
      properties: ['speed'],
      interval: 20,
      ...fields,
    }),
  });
  const things = () =>
    ask<{ id: string; name: string; described: boolean; properties: string[] }>(
      `select t.id, t.name, t.described, array_agg(d.property order by d.property) as properties
       from thing t left join datastream d on d.thing_id = t.id group by t.id order by t.id`,
    );

  it('are registered by a report, described by metadata that comes later, and announced', async () => {
    const heard: string[] = [];
    let listening = false;
    const listener = listen({
      url: database.url,
      channels: ['catalogue'],
      onNotify: (channel) => heard.push(channel),
      onListening: () => (listening = true),
    });
    try {
      await waitFor(() => listening, { what: 'listening' });
      harness.startWriter();
      await harness.send([messageOf(reportOf('a', { results: { flow: 3 } }))]);
      await settled();
      expect(await things()).toEqual([{ id: 'a', name: 'a', described: false, properties: ['flow'] }]);
      expect(heard).toEqual([]);
      await harness.sendTo('things.v1', [metadata('a'), metadata('a', { name: 'New name' })]);
      await settled();
      expect(await things()).toEqual([{ id: 'a', name: 'New name', described: true, properties: ['flow', 'speed'] }]);
      await waitFor(() => heard.length > 0, { what: 'the announcement' });
      const [{ stored }] = await ask<{ stored: string }>(
        "select stored from consumer_offset where topic like '%things.v1'",
      );
      await harness.sendTo('things.v1', [metadata('a', { name: 'New name' })]);
      await settled();
      expect(await harness.totals()).toMatchObject({ duplicate: 1, stored: Number(stored) + 1 });
    } finally {
      await listener.close();
    }
  });

  it('keep their names as text, whatever they hold, and their domain', async () => {
    const name = `Robert'); drop table thing; -- <script>alert(1)</script> "𝄞"`;
    await harness.sendTo('things.v1', [
      metadata('a', { name }),
      metadata('b', { name: '\ud800' }),
      metadata('c'),
      metadata('a', { domain: 'grid', properties: ['voltage'] }),
      { key: 'd', value: null },
    ]);
    harness.startWriter();
    await settled();
    const known = await things();
    expect(known.find(({ id }) => id === 'a')?.name).toBe(name);
    expect(known.find(({ id }) => id === 'c')?.described).toBe(true);
    expect(await ask<{ code: string }>('select code from quarantine order by code')).toEqual(
      expect.arrayContaining([{ code: 'bad-field' }, { code: 'empty' }]),
    );
  });

  it('that nobody has described are quarantined where the setting says so', async () => {
    await harness.sendTo('things.v1', [metadata('a')]);
    const writer = harness.startWriter({ UNKNOWN_THINGS: 'quarantine' });
    await settled();
    await harness.send([
      messageOf(reportOf('a')),
      messageOf(reportOf('a', { results: { flow: 1 } })),
      messageOf(reportOf('b')),
    ]);
    await harness.send([messageOf(reportOf('a', { schema: 'grid.v1', results: { voltage: 230 } }))], 'grid');
    await settled();
    expect(await harness.totals()).toMatchObject({ consumed: 5, stored: 2, quarantined: 3 });
    expect(new Set((await ask<{ code: string }>('select code from quarantine')).map(({ code }) => code))).toEqual(
      new Set(['unknown-thing']),
    );
    await harness.stopWriter(writer);
  });
});
