import { createRequire } from 'node:module';
import type { Batch, KafkaMessage } from 'kafkajs';
import { decodeFetchResponse, readBatches } from './fetch-response.js';
import { toPartitionBatch } from './partition-batch.js';
import type { StreamMessage } from './stream-message.js';

// kafkajs' own encoder and decoder are the reference.
const require = createRequire(import.meta.url);
interface Encoder {
  buffer: Buffer;
}
const encodeBatch = require('kafkajs/src/protocol/recordBatch/v0') as { RecordBatch(o: object): Promise<Encoder> };
const encodeRecord = require('kafkajs/src/protocol/recordBatch/record/v0') as (o: object) => Encoder;
const reference = require('kafkajs/src/protocol/requests/fetch/v11/response') as {
  decode(raw: Buffer): Promise<Response>;
};
const { Types } = require('kafkajs/src/protocol/message/compression') as { Types: Record<string, number> };

interface Response {
  responses: { topicName: string; partitions: { partition: number; messages: KafkaMessage[] }[] }[];
}
interface Source {
  offset: number;
  timestamp: number;
  key: Buffer | null;
  value: Buffer | null;
  headers: Record<string, string>;
}

/** Small and repeatable; Math.imul keeps 32 bits. */
function generator(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state >>> 8) % limit;
  };
}

async function encode(messages: readonly Source[], compression: number): Promise<Buffer> {
  const [first] = messages;
  const records = messages.map((m) =>
    encodeRecord({
      offsetDelta: m.offset - first.offset,
      timestampDelta: m.timestamp - first.timestamp,
      key: m.key,
      value: m.value,
      headers: m.headers,
    }),
  );
  const { buffer } = await encodeBatch.RecordBatch({
    compression,
    firstOffset: first.offset,
    firstTimestamp: first.timestamp,
    maxTimestamp: Math.max(...messages.map((m) => m.timestamp)),
    lastOffsetDelta: messages[messages.length - 1].offset - first.offset,
    records,
  });
  return Buffer.from(buffer);
}

function response(records: Buffer): Buffer {
  const head = Buffer.alloc(4 + 2 + 4 + 4 + 2 + 5 + 4 + 4 + 2 + 24 + 4 + 4 + 4);
  let at = 10;
  at = head.writeInt32BE(1, at);
  at = head.writeInt16BE(5, at);
  at += head.write('topic', at);
  at = head.writeInt32BE(1, at);
  at = head.writeInt32BE(3, at);
  at = head.writeInt16BE(0, at);
  at = head.writeBigInt64BE(9_007_199_254_740_991n, at) + 16;
  at = head.writeInt32BE(-1, at);
  at = head.writeInt32BE(-1, at);
  head.writeInt32BE(records.length, at);
  return Buffer.concat([head, records]);
}

function samples(seed: number, base: number, count: number): Source[] {
  const random = generator(seed);
  let offset = base;
  return Array.from({ length: count }, () => ({
    // Holes as compaction leaves them, and times in any order, also far apart.
    offset: (offset += 1 + (random(4) === 0 ? random(1_000_000) : 0)),
    timestamp: 1_764_072_000_000 + (random(3) === 0 ? random(2 ** 24) * 60_000 : 0) - random(100_000),
    key: random(5) === 0 ? null : Buffer.from(`key-${random(1_000)}`),
    value: random(7) === 0 ? null : Buffer.alloc(random(300), random(256)),
    headers: Object.fromEntries(Array.from({ length: random(3) }, (_, i) => [`h${i}-ü`, `v${random(100)}`])) as Record<
      string,
      string
    >,
  }));
}

const decode = async (records: Buffer, from = 0): Promise<StreamMessage[]> => {
  const messages: StreamMessage[] = [];
  for (const batch of await readBatches(records)) batch.decodeInto(from, messages);
  return messages;
};

describe('records', () => {
  it.each([
    [1, 'None', 0],
    [2, 'None', 4_294_967_290],
    [3, 'GZIP', 9_000_000_000_000],
  ])('(seed %i, %s) are what kafkajs decodes, and what was sent', async (seed, codec, base) => {
    const parts = [
      samples(seed, base, 200),
      samples(seed + 10, base + 10 ** 9, 1),
      samples(seed + 20, base + 2 * 10 ** 9, 57),
    ];
    const records = Buffer.concat(await Promise.all(parts.map((part) => encode(part, Types[codec]))));
    const messages = await decode(records);
    const sent = parts.flat();
    expect(messages.map((m) => ({ ...m, headers: { ...m.headers } }))).toEqual(sent);
    const theirs = (await reference.decode(response(records))).responses[0].partitions[0].messages;
    expect(messages.map((m) => [m.offset, m.timestamp, m.key, m.value])).toEqual(
      theirs.map((m) => [Number(m.offset), Number(m.timestamp), m.key, m.value]),
    );
  });

  it('before the offset asked for are left out', async () => {
    const sent = samples(5, 1_000, 50);
    const records = await encode(sent, Types.None);
    expect(await decode(records, sent[20].offset)).toHaveLength(30);
    expect(await decode(records, sent[20].offset + 1)).toHaveLength(29);
  });

  it('of a last batch that is cut off wait for the next fetch', async () => {
    const [one, two] = await Promise.all([encode(samples(6, 0, 10), 0), encode(samples(7, 10 ** 8, 10), 0)]);
    for (const cut of [1, 60, two.length - 1])
      expect(await decode(Buffer.concat([one, two.subarray(0, cut)]))).toHaveLength(10);
  });

  it('of an older format or with broken lengths are an error, not garbage', async () => {
    const old = await encode(samples(8, 0, 3), 0);
    old[16] = 1;
    await expect(readBatches(old)).rejects.toThrow(/format 1/);
    const broken = await encode(samples(8, 0, 3), 0);
    broken[61] = 0xfe;
    broken[62] = 0x7f;
    await expect(decode(broken)).rejects.toThrow(/ends after its batch/);
    const more = await encode(samples(8, 0, 3), 0);
    more.writeInt32BE(4, 57);
    await expect(decode(more)).rejects.toThrow(/record 3 of 4 ends after its batch/);
  });

  it('stamped by the broker carry its time', async () => {
    const records = await encode(samples(9, 0, 3), 0);
    records[22] |= 0x08;
    records.writeBigInt64BE(1_700_000_000_000n, 35);
    expect((await decode(records)).map((m) => m.timestamp)).toEqual(Array(3).fill(1_700_000_000_000));
  });
});

describe('decodeFetchResponse', () => {
  it('keeps everything kafkajs asks for', async () => {
    const records = await encode(samples(4, 7, 3), 0);
    const ours = (await decodeFetchResponse(response(records))) as Response;
    const theirs = await reference.decode(response(records));
    const heads = (r: Response) =>
      r.responses.map((t) => ({ ...t, partitions: t.partitions.map((p) => ({ ...p, messages: 0 })) }));
    expect({ ...ours, responses: heads(ours) }).toEqual({ ...theirs, responses: heads(theirs) });
    expect(ours.responses[0].partitions[0].messages).toHaveLength(1);
  });

  it('takes an answer without records', async () => {
    const ours = (await decodeFetchResponse(response(Buffer.alloc(0)))) as Response;
    expect(ours.responses[0].partitions[0].messages).toEqual([]);
  });
});

describe('toPartitionBatch', () => {
  const batchOf = (messages: unknown[]): Batch =>
    ({
      topic: 't',
      partition: 2,
      fetchedOffset: '0',
      highWatermark: '9007199254740991',
      messages,
      lastOffset: () => '50',
    }) as unknown as Batch;

  it('keeps a header with a hostile name, and nothing of it elsewhere', async () => {
    const headers = JSON.parse('{"a":"x","__proto__":"y"}') as Record<string, string>;
    const sent = [{ offset: 41, timestamp: 1, key: null, value: null, headers }];
    const batch = toPartitionBatch(batchOf(await readBatches(await encode(sent, 0))));
    expect(batch).toMatchObject({ topic: 't', partition: 2, lastOffset: 50, highWatermark: Number.MAX_SAFE_INTEGER });
    expect(Object.entries(batch.messages[0].headers)).toEqual([
      ['a', 'x'],
      ['__proto__', 'y'],
    ]);
    expect(({} as Record<string, unknown>).y).toBeUndefined();
  });

  it('says that a broker is too old', () => {
    expect(() => toPartitionBatch(batchOf([{ offset: '1', key: null, value: null }]))).toThrow(/2\.3 or later/);
  });
});
