import { zoneOffset } from '../local-time.js';
import { dayTypeOf, feed, LOCAL_MONDAY, STEP, stream } from '../testing/channels.js';
import { ChannelBank, CHANNELS } from './bank.js';

const daily = (seed: number, steps: number) => stream('a daily pattern', seed, steps);

describe('ChannelBank', () => {
  it('goes on from a copy of its buffer as if nothing had happened, at any step', () => {
    const values = daily(1, 3_000);
    const whole = feed(new ChannelBank(), values).scores;
    for (const cut of [1, 7, 96, 577, 1_500, 2_999]) {
      const buffer = new ArrayBuffer(ChannelBank.BYTES);
      feed(new ChannelBank(buffer), values.slice(0, cut));
      expect(feed(new ChannelBank(buffer.slice(0)), values.slice(cut), cut).scores).toEqual(whole.slice(cut));
    }
  });

  it('keeps several banks in one buffer apart', () => {
    const values = daily(2, 1_000);
    const buffer = new ArrayBuffer(3 * ChannelBank.BYTES);
    const first = new ChannelBank(buffer);
    feed(new ChannelBank(buffer, ChannelBank.BYTES), daily(3, 1_000));
    expect(feed(first, values).scores).toEqual(feed(new ChannelBank(), values).scores);
    expect(new Uint8Array(buffer, 2 * ChannelBank.BYTES)).toEqual(new Uint8Array(ChannelBank.BYTES));
  });

  it('needs no more than 5 KB', () => {
    expect(ChannelBank.BYTES).toBeLessThanOrEqual(5_120);
    expect(ChannelBank.BYTES % 8).toBe(0);
  });

  it('names the channels of its evidence and a band about what it expects', () => {
    const bank = new ChannelBank();
    feed(bank, daily(5, 2_016));
    const verdict = bank.step(LOCAL_MONDAY + 2_016 * STEP, 0, 200);
    expect(verdict.evidence).toHaveLength(CHANNELS.length);
    expect(verdict.evidence[CHANNELS.indexOf(verdict.strongest)]).toBe(Math.max(...verdict.evidence));
    const sorted = [...verdict.evidence].sort((a, b) => b - a);
    expect(verdict.evidence[CHANNELS.indexOf(verdict.next)]).toBe(sorted[1]);
    expect(verdict.low).toBeLessThan(60);
    expect(verdict.expected).toBeCloseTo(60, -1);
    expect(verdict.high).toBeGreaterThan(60);
    expect(verdict.high).toBeLessThan(90);
  });

  it('expects what lies between the hours’ middles, so that a slope is no deviation', () => {
    const bank = new ChannelBank();
    const slope = (i: number) => 10 * Math.abs(((i + 144) % 288) - 144);
    let worst = 0;
    for (let i = 0; i < 2_016; i++) {
      const { expected } = bank.step(LOCAL_MONDAY + i * STEP, 0, slope(i));
      // Away from the two corners of the triangle.
      if (i > 1_000 && i % 144 > 12 && i % 144 < 132) worst = Math.max(worst, Math.abs(expected - slope(i)));
    }
    expect(worst).toBeLessThan(60);
  });

  it.each([0, 7, 1e30, -1e30, 1e-30])('says nothing of a constant %p', (value) => {
    expect(Math.max(...feed(new ChannelBank(), Array<number>(2_000).fill(value)).scores)).toBe(0);
  });

  it('stays finite for whatever finite numbers come', () => {
    const wild = [1e308, -1e308, 0, 5e-324, 1e15, -3, 1e-40, Number.MAX_SAFE_INTEGER];
    const values = daily(6, 4_000).map((value, i) => (i % 97 < 8 && i > 800 ? wild[(i % 97) % 8] : value));
    const bank = new ChannelBank();
    values.forEach((value, i) => {
      const { score, expected, low, high, evidence } = bank.step(LOCAL_MONDAY + i * STEP, 0, value);
      expect([score, expected, low, high, ...evidence].every(Number.isFinite)).toBe(true);
    });
  });

  it('learns nothing while it may not, but goes on looking', () => {
    const bank = new ChannelBank();
    feed(bank, daily(7, 2_016));
    const hour = LOCAL_MONDAY + 2_016 * STEP;
    const before = bank.step(hour, 0, 60, false).expected;
    let score = 0;
    for (let i = 1; i < 12; i++) score = Math.max(score, bank.step(hour + i * STEP, 0, 5, false).score);
    expect(bank.step(hour + 1, 0, 60, false).expected).toBeCloseTo(before, 4);
    expect(score).toBeGreaterThan(4);
  });

  it('takes a night when clocks change as any other', () => {
    // 2026-03-08 02:00 Chicago goes on at 03:00; 2026-11-01 02:00 is 01:00 again.
    const offsetAt = zoneOffset('America/Chicago');
    for (const night of [Date.UTC(2026, 2, 8, 8), Date.UTC(2026, 10, 1, 7)]) {
      const values = daily(8, 10_000);
      const bank = new ChannelBank();
      let worst = 0;
      for (let i = 0; i < 4_032 + 288; i++) {
        const time = night + (i - 4_032) * STEP;
        const local = time + offsetAt(time);
        const minute = Math.round((local - Date.UTC(2026, 0, 5)) / STEP);
        const value = values[((minute % 2_016) + 2_016) % 2_016];
        const { score } = bank.step(local, dayTypeOf(local), value);
        if (i >= 4_032) worst = Math.max(worst, score);
      }
      expect(worst).toBeLessThan(3.8);
    }
  });

  it('refuses what is no number, a short or crooked buffer, and another version', () => {
    expect(() => new ChannelBank().step(0, 0, NaN)).toThrow(/finite/);
    expect(() => new ChannelBank().step(Infinity, 0, 1)).toThrow(/finite/);
    expect(() => new ChannelBank(new ArrayBuffer(ChannelBank.BYTES - 1))).toThrow(/needs \d+ bytes/);
    expect(() => new ChannelBank(new ArrayBuffer(2 * ChannelBank.BYTES), 4)).toThrow(/multiple of 8/);
    const other = new ArrayBuffer(ChannelBank.BYTES);
    new Float64Array(other)[0] = 999;
    expect(() => new ChannelBank(other)).toThrow(/version 999/);
  });
});
