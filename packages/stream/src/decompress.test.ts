import { gzipSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CODECS, decompress } from './decompress.js';
import { readBatches } from './fetch-response.js';
import type { StreamMessage } from './stream-message.js';

const written = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'fixtures', 'codecs.json'), 'utf8')) as Record<
  string,
  string
>;
/** What the Java client was given as message `i`. */
const sent = (i: number, codec: string): string =>
  i === 59 ? 'x'.repeat(90_000) + codec : `{"n":${i},"text":"${'ab'.repeat(i % 7)}${(i * 7919).toString(16)}"}`;

describe('batches of the Java client', () => {
  it.each(['gzip', 'snappy', 'lz4', 'zstd'])('compressed with %s are read', async (codec) => {
    const messages: StreamMessage[] = [];
    for (const batch of await readBatches(Buffer.from(written[codec], 'base64'))) batch.decodeInto(0, messages);
    expect(messages.map((m) => [m.offset, m.timestamp, String(m.key), String(m.value)])).toEqual(
      Array.from({ length: 60 }, (_, i) => [i, 1_764_072_000_000 + i, `k${i}`, sent(i, codec)]),
    );
  });

  it.each(['snappy', 'lz4', 'zstd', 'gzip'])(
    'cut off or scrambled (%s) end, in an error or in a part',
    async (codec) => {
      const log = Buffer.from(written[codec], 'base64');
      // The body of the log's last batch, which holds the large message.
      let from = 0;
      const endOf = (at: number) => at + 12 + log.readInt32BE(at + 8);
      while (endOf(from) < log.length) from = endOf(from);
      const body = log.subarray(from + 61);
      const number = CODECS.indexOf(codec as (typeof CODECS)[number]);
      const whole = await decompress(number, body);
      for (const cut of [0, 3, 10, body.length >> 1, body.length - 1])
        // What is missing without a trace here is missed when the records are counted.
        await decompress(number, body.subarray(0, cut)).then(
          (out) => expect(whole.subarray(0, out.length).equals(out)).toBe(true),
          (error: { code: string }) => expect(error.code).toBe('bad-compression'),
        );
      for (let at = 0; at < body.length; at += 7) {
        const scrambled = Buffer.from(body);
        scrambled[at] ^= 0xff;
        await decompress(number, scrambled, 1_000_000).catch((error: { code: string }) =>
          expect(error.code).toBe('bad-compression'),
        );
      }
    },
  );
});

describe('decompress', () => {
  it('takes the largest output and refuses one byte more', async () => {
    const bomb = gzipSync(Buffer.alloc(10_000));
    expect(await decompress(1, bomb, 10_000)).toHaveLength(10_000);
    await expect(decompress(1, bomb, 9_999)).rejects.toThrow(/cannot be decompressed \(gzip\)/);
    // A stored byte, repeated 10,004 times from one byte back.
    const extra = 10_000 - 15;
    const block = Buffer.from([0x1f, 0x61, 1, 0, ...Array(Math.floor(extra / 255)).fill(255), extra % 255]);
    const size = Buffer.alloc(4);
    size.writeUInt32LE(block.length);
    const frame = Buffer.concat([Buffer.from([0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0]), size, block, Buffer.alloc(4)]);
    expect((await decompress(3, frame, 10_005)).toString()).toBe('a'.repeat(10_005));
    await expect(decompress(3, frame, 10_004)).rejects.toThrow('more than 10004 bytes');
  });

  it('names a codec it does not know', async () => {
    await expect(decompress(6, Buffer.alloc(4))).rejects.toThrow('(codec 6): not known');
  });
});
