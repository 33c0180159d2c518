import { describeReset, startOffsets } from './start-offsets.js';

describe('startOffsets', () => {
  const kept = [{ partition: 0, low: 10, high: 20 }];
  const start = (stored: number | undefined, fromBeginning = true) =>
    startOffsets([0], new Map(stored === undefined ? [] : [[0, stored]]), kept, fromBeginning)[0];

  it('goes on at the stored offset, both ends of the range included', () => {
    for (const stored of [10, 15, 20]) expect(start(stored)).toEqual({ partition: 0, next: stored, outside: null });
  });

  it('goes to the oldest message where the stored offset is outside', () => {
    expect(start(9)).toEqual({ partition: 0, next: 10, outside: 9 });
    expect(start(21)).toEqual({ partition: 0, next: 10, outside: 21 });
  });

  it('begins at the beginning or the end without a stored offset', () => {
    expect(start(undefined)).toEqual({ partition: 0, next: 10, outside: null });
    expect(start(undefined, false)).toEqual({ partition: 0, next: 20, outside: null });
  });

  it('says what was lost', () => {
    const reset = { topic: 't', partition: 0, low: 10, high: 20, next: 10 };
    expect(describeReset({ ...reset, stored: 4 })).toBe(
      't/0: 6 messages expired in Kafka before they were read; going on at 10',
    );
    expect(describeReset({ ...reset, stored: 30 })).toMatch(/made anew/);
  });
});
