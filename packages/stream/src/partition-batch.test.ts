import type { Batch } from 'kafkajs';
import { toPartitionBatch } from './partition-batch.js';

describe('toPartitionBatch', () => {
  it('turns texts into numbers and headers into text, a hostile name included', () => {
    const headers = JSON.parse('{"a":"x","__proto__":"y"}') as Record<string, string>;
    const batch = {
      topic: 't',
      partition: 2,
      highWatermark: '9007199254740991',
      messages: [
        { offset: '41', timestamp: '1764072000000', key: null, value: null, headers: { ...headers } },
        {
          offset: '42',
          timestamp: '1',
          key: Buffer.from('k'),
          value: Buffer.from('v'),
          headers: { b: ['1', Buffer.from('ü')] },
        },
        { offset: '43', timestamp: '1', key: null, value: Buffer.alloc(0) },
      ],
      lastOffset: () => '50',
    } as unknown as Batch;
    const out = toPartitionBatch(batch);
    expect(out).toMatchObject({ topic: 't', partition: 2, lastOffset: 50, highWatermark: Number.MAX_SAFE_INTEGER });
    expect(out.messages.map((m) => m.offset)).toEqual([41, 42, 43]);
    expect(out.messages[0].timestamp).toBe(1_764_072_000_000);
    expect(out.messages[0].headers.a).toBe('x');
    expect(Object.keys(out.messages[0].headers)).toContain('__proto__');
    expect(out.messages[1].headers.b).toBe('ü');
    expect(out.messages[2].headers).toEqual({});
    expect(({} as Record<string, unknown>).y).toBeUndefined();
  });
});
