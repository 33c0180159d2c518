import { backoffDelay, delay, withDeadline } from './backoff.js';

describe('backoffDelay', () => {
  const limits = { first: 100, max: 1_000 };
  it('doubles from half the first delay to the cap, and stays there for ever', () => {
    expect([1, 2, 3, 4, 5, 6, 1_000_000].map((attempt) => backoffDelay(attempt, limits, 0))).toEqual([
      50, 100, 200, 400, 500, 500, 500,
    ]);
    expect(backoffDelay(1, limits, 1)).toBe(100);
    expect(backoffDelay(1_000_000, limits, 1)).toBe(1_000);
  });
});

describe('delay', () => {
  it('ends at once when it is aborted, before or while it waits', async () => {
    await delay(1_000_000, AbortSignal.abort());
    const controller = new AbortController();
    const waiting = delay(1_000_000, controller.signal);
    controller.abort();
    await waiting;
  });
});

describe('withDeadline', () => {
  it('gives the promise its result or its error, and the other value when it is late', async () => {
    expect(await withDeadline(Promise.resolve(1), 1_000, 2)).toBe(1);
    await expect(withDeadline(Promise.reject(new Error('x')), 1_000, 2)).rejects.toThrow('x');
    expect(await withDeadline(new Promise<never>(() => undefined), 1, 2)).toBe(2);
  });
});
