import { CLEAN_SENDS, IN_STEP, MAX_EVERY, planTick, type Conflation } from './conflation.js';

const limits = { skipBytes: 100, closeBytes: 400, slowMs: 10_000 };
const plan = (state: Conflation, buffered: number, tick = 16, now = 0) => planTick(state, buffered, tick, now, limits);

describe('planTick', () => {
  it('sends at exactly skipBytes and skips one byte above, telling that it will be every second tick', () => {
    expect(plan(IN_STEP, 100)).toMatchObject({ action: 'send', tell: false });
    expect(plan(IN_STEP, 101)).toMatchObject({ action: 'skip', tell: true, next: { every: 2 } });
  });

  it('keeps at exactly closeBytes and closes one byte above', () => {
    expect(plan(IN_STEP, 400).action).toBe('skip');
    expect(plan(IN_STEP, 401).action).toBe('close');
  });

  it('closes after slowMs without ever draining, and not when it drained in between', () => {
    const slow = plan(IN_STEP, 200, 1, 0).next;
    expect(plan(slow, 200, 2, 9_999).action).not.toBe('close');
    expect(plan(slow, 200, 2, 10_000).action).toBe('close');
    const drained = plan(slow, 50, 2, 5_000).next;
    expect(plan(drained, 200, 4, 10_000).action).not.toBe('close');
  });

  it('halves at most to every 16th tick, and says each change once', () => {
    let state = IN_STEP;
    const told: number[] = [];
    for (let tick = 1; tick <= 200; tick++) {
      const { next, tell } = plan(state, 101, tick);
      state = next;
      if (tell) told.push(next.every);
    }
    expect(told).toEqual([2, 4, 8, MAX_EVERY]);
  });

  it('comes back into step by good sends only', () => {
    let state: Conflation = { ...IN_STEP, every: 4 };
    const told: [number, number][] = [];
    for (let tick = 1; state.every > 1; tick++) {
      const { next, tell, action } = plan(state, 0, tick);
      expect(action).toBe(tick % state.every === 0 ? 'send' : 'skip');
      if (tell) told.push([tick, next.every]);
      state = next;
    }
    expect(told).toEqual([
      [4 * CLEAN_SENDS, 2],
      [4 * CLEAN_SENDS + 2 * CLEAN_SENDS, 1],
    ]);
  });

  it('lets a snapshot larger than closeBytes leave, and counts again once it has', () => {
    const sent: Conflation = { ...IN_STEP, allowance: 1_000 };
    const leaving = plan(sent, 1_400);
    expect(leaving.action).toBe('skip');
    expect(plan(sent, 1_401).action).toBe('close');
    const gone = plan(leaving.next, 0).next;
    expect(plan(gone, 401).action).toBe('close');
  });
});
