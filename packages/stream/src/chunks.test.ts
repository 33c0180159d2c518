import { chunksOf, messageBytes, type OutgoingMessage } from './chunks.js';

const message = (size: number, headers?: Record<string, string>): OutgoingMessage => ({
  key: null,
  value: 'x'.repeat(size),
  ...(headers && { headers }),
});

describe('chunksOf', () => {
  const size = messageBytes(message(10));

  it('keeps together what fits exactly, and parts one byte later', () => {
    const batch = [{ topic: 't', messages: [message(10), message(10)] }];
    expect(chunksOf(batch, 2 * size)).toEqual([batch]);
    expect(chunksOf(batch, 2 * size - 1)).toEqual([
      [{ topic: 't', messages: [message(10)] }],
      [{ topic: 't', messages: [message(10)] }],
    ]);
  });

  it('keeps order over topics, and topics that share a part', () => {
    const batch = [
      { topic: 'a', messages: [message(1), message(2)] },
      { topic: 'b', messages: [message(3)] },
    ];
    expect(chunksOf(batch, 10_000)).toEqual([batch]);
    const parts = chunksOf(batch, messageBytes(message(1)) + messageBytes(message(2)));
    expect(parts).toEqual([[batch[0]], [batch[1]]]);
  });

  it('sends a message that is larger than a part alone', () => {
    const batch = [{ topic: 't', messages: [message(10), message(5_000), message(10)] }];
    expect(chunksOf(batch, 1_000).map((part) => part[0].messages.length)).toEqual([1, 1, 1]);
  });

  it('counts bytes, not characters, and headers', () => {
    expect(messageBytes({ key: '—', value: null })).toBe(32 + 3);
    expect(messageBytes({ key: Buffer.alloc(4), value: '', headers: { ab: 'cde' } })).toBe(32 + 4 + 10 + 5);
  });

  it('makes nothing of nothing', () => {
    expect(chunksOf([], 100)).toEqual([]);
    expect(chunksOf([{ topic: 't', messages: [] }], 100)).toEqual([]);
  });
});
