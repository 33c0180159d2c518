import type { StreamMessage } from '@citywatch/stream';
import { planBatch } from './plan-batch.js';

const NOW = Date.parse('2026-11-25T12:00:00Z');
const options = {
  domain: 'traffic' as const,
  maxBytes: 400,
  now: NOW,
  clock: { aheadMs: 300_000, behindMs: 86_400_000, floorMs: 0, allowReferenceTime: true },
};
const report = {
  schema: 'traffic.v1',
  thing: 'loop-1',
  operator: 'city',
  sequence: 1,
  phenomenonTime: '2026-11-25T12:00:00Z',
  results: { speed: 42 },
};
const message = (value: unknown, key: string | null = 'loop-1'): StreamMessage => ({
  offset: 7,
  timestamp: NOW,
  key: key === null ? null : Buffer.from(key),
  value: value === null ? null : Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
  headers: {},
});
const codeOf = (from: StreamMessage): string => {
  const [outcome] = planBatch([from], options);
  return outcome.kind === 'accepted' ? 'accepted' : outcome.code;
};

describe('planBatch', () => {
  it('accepts a report whose key is its Thing', () => {
    expect(planBatch([message(report)], options)).toMatchObject([
      { kind: 'accepted', receivedAt: NOW, report: { thing: 'loop-1', results: [42] } },
    ]);
  });

  it('keeps the order and decides each message by itself', () => {
    const outcomes = planBatch([message(report), message('{'), message(report)], options);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['accepted', 'refused', 'accepted']);
  });

  it.each([
    ['another Thing', message(report, 'loop-2')],
    ['a prefix', message(report, 'loop-')],
    ['no key', message(report, null)],
    ['text that is equal only in latin1', message(report, 'loop-\u0131')],
  ])('refuses a key that is %s', (_, from) => {
    expect(codeOf(from)).toBe('wrong-key');
  });

  it('refuses what the clock check refuses', () => {
    expect(codeOf(message({ ...report, phenomenonTime: '2026-11-25T12:05:00.001Z' }))).toBe('clock-ahead');
  });

  it('accepts a message of the largest size and refuses one byte more', () => {
    const text = JSON.stringify(report);
    expect(codeOf(message(text.padEnd(400)))).toBe('accepted');
    expect(codeOf(message(text.padEnd(401)))).toBe('too-large');
  });
});
