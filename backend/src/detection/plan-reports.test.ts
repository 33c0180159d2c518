import { expect, test } from '@jest/globals';
import { BACKFILL_HEADER, REFERENCE_TIME_HEADER } from '@citywatch/contracts';
import type { StreamMessage } from '@citywatch/stream';
import { planReports } from './plan-reports.js';

const NOW = Date.UTC(2026, 10, 18, 18);
const BOUNDS = { maxMessageBytes: 16_384, clockAheadMs: 300_000, clockBehindMs: 86_400_000, allowReferenceTime: true };

function message(time: number, headers: Record<string, string> = {}, more: Partial<StreamMessage> = {}): StreamMessage {
  const report = {
    schema: 'traffic.v1',
    thing: 't1',
    operator: 'op',
    sequence: 1,
    phenomenonTime: new Date(time).toISOString(),
    results: { speed: 50 },
  };
  const value = Buffer.from(JSON.stringify(report));
  return { offset: 0, timestamp: NOW, key: Buffer.from('t1'), value, headers, ...more };
}

const plan = (...messages: StreamMessage[]) => planReports('traffic', messages, BOUNDS, NOW);

test('takes what the writer stores, and says what is live and what fills the past', () => {
  const past = { [REFERENCE_TIME_HEADER]: new Date(NOW - 9e8).toISOString() };
  const { reports, refused } = plan(
    message(NOW),
    message(NOW - 9e8, past),
    message(NOW - 9e8, { ...past, [BACKFILL_HEADER]: '1' }),
  );
  expect(refused).toBe(0);
  expect(reports.map(({ live, backfill }) => [live, backfill])).toEqual([
    [true, false],
    [false, false],
    [false, true],
  ]);
});

test('leaves alone what the writer quarantines: malformed, of a wrong key, of a wrong clock', () => {
  expect(plan(message(NOW, {}, { value: Buffer.from('{') })).refused).toBe(1);
  expect(plan(message(NOW, {}, { key: Buffer.from('t2') })).refused).toBe(1);
  expect(plan(message(NOW, {}, { key: null })).refused).toBe(1);
  expect(plan(message(NOW, { [REFERENCE_TIME_HEADER]: 'yesterday' })).refused).toBe(1);
});

test('of a wrong clock it is still told, with the time at which it was sent, unless it only fills the past', () => {
  const clocks = (headers: Record<string, string>) =>
    plan(message(NOW + 3_600_000, headers)).reports.map(({ wrongClock, reference }) => [wrongClock, reference]);
  expect(clocks({})).toEqual([[true, NOW]]);
  expect(clocks({ [BACKFILL_HEADER]: '1' })).toEqual([]);
  expect(clocks({ [REFERENCE_TIME_HEADER]: 'yesterday' })).toEqual([]);
  expect(plan(message(NOW)).reports[0]).toMatchObject({ wrongClock: false, reference: NOW });
});

test('a reference time counts only where the setting allows it, as for the writer', () => {
  const old = message(NOW - 9e8, { [REFERENCE_TIME_HEADER]: new Date(NOW - 9e8).toISOString() });
  expect(plan(old).refused).toBe(0);
  expect(planReports('traffic', [old], { ...BOUNDS, allowReferenceTime: false }, NOW).refused).toBe(1);
});

test('the clock at its bounds', () => {
  for (const [off, refused] of [
    [300_000, 0],
    [300_001, 1],
    [-86_400_000, 0],
    [-86_400_001, 1],
  ])
    expect(plan(message(NOW + off)).refused).toBe(refused);
  // Neither a sender's header nor Kafka's timestamp makes the future now.
  const ahead = NOW + 400_000;
  expect(plan(message(ahead, { [REFERENCE_TIME_HEADER]: new Date(ahead).toISOString() })).refused).toBe(1);
  expect(plan(message(ahead, {}, { timestamp: ahead })).refused).toBe(1);
});
