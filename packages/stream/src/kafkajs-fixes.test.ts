import { createRequire } from 'node:module';
import { jest } from '@jest/globals';
import { stopIdleTimerLoop } from './kafkajs-fixes.js';

const require = createRequire(import.meta.url);

interface Queue {
  pending: unknown[];
  throttledUntil: number;
  checkPendingRequests(): void;
  scheduleCheckPendingRequests(): void;
}

/** kafkajs' own class, patched. */
function queue(): Queue {
  const RequestQueue = require('kafkajs/src/network/requestQueue') as new (options: object) => Queue;
  return new RequestQueue({
    maxInFlightRequests: null,
    requestTimeout: 1_000,
    clientId: 'c',
    broker: 'b',
    logger: { debug() {} },
  });
}

beforeAll(() => stopIdleTimerLoop());
beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

describe('a request queue', () => {
  it('arms no timer while nothing waits', () => {
    queue().checkPendingRequests();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('looks again while requests wait, when the broker’s throttle is over', () => {
    const throttled = queue();
    const sent: number[] = [];
    throttled.pending.push({
      send: () => sent.push(Date.now()),
      expectResponse: true,
      correlationId: 1,
      pendingDuration: 0,
    });
    const until = Date.now() + 500;
    throttled.throttledUntil = until;
    throttled.checkPendingRequests();
    throttled.scheduleCheckPendingRequests();
    expect(jest.getTimerCount()).toBe(1);
    jest.advanceTimersByTime(499);
    expect(sent).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(sent).toEqual([until]);
    expect(jest.getTimerCount()).toBe(0);
  });
});
