import { gauss, seeded } from '../testing/synthetic.js';
import { ChannelBank, CHANNELS } from './bank.js';

const STEP = 300_000;
const DAY = 86_400_000;
const dayType = (time: number): 0 | 1 => ([0, 6].includes((Math.floor(time / DAY) + 4) % 7) ? 1 : 0);

/** A daily pattern with noise. */
function stream(seed: number, steps: number): number[] {
  const random = seeded(seed);
  return Array.from({ length: steps }, (_, i) => 50 - 20 * Math.cos((2 * Math.PI * i) / 288) + 2 * gauss(random));
}

function feed(bank: ChannelBank, values: readonly number[], from = 0): number[] {
  return values.map((value, i) => bank.step((from + i) * STEP, dayType((from + i) * STEP), value).score);
}

describe('ChannelBank', () => {
  it('goes on from a copy of its buffer as if nothing had happened', () => {
    const values = stream(1, 3_000);
    const buffer = new ArrayBuffer(ChannelBank.BYTES);
    const whole = feed(new ChannelBank(), values);
    feed(new ChannelBank(buffer), values.slice(0, 1_500));
    expect(feed(new ChannelBank(buffer.slice(0)), values.slice(1_500), 1_500)).toEqual(whole.slice(1_500));
  });

  it('keeps several banks in one buffer apart', () => {
    const values = stream(2, 1_000);
    const buffer = new ArrayBuffer(2 * ChannelBank.BYTES);
    const first = new ChannelBank(buffer);
    const second = new ChannelBank(buffer, ChannelBank.BYTES);
    feed(second, stream(3, 1_000));
    expect(feed(first, values)).toEqual(feed(new ChannelBank(), values));
  });

  it('scores a jump far above what it scored before', () => {
    const values = stream(4, 2_600);
    for (let i = 2_500; i < 2_520; i++) values[i] += 40;
    const scores = feed(new ChannelBank(), values);
    expect(Math.max(...scores.slice(2_500, 2_520))).toBeGreaterThan(2 * Math.max(...scores.slice(1_000, 2_500)));
  });

  it('names the channels of its evidence and a band about what it expects', () => {
    const bank = new ChannelBank();
    feed(bank, stream(5, 2_000));
    const verdict = bank.step(2_000 * STEP, 0, 500);
    expect(verdict.evidence).toHaveLength(CHANNELS.length);
    expect(verdict.evidence[CHANNELS.indexOf(verdict.strongest)]).toBe(Math.max(...verdict.evidence));
    expect(verdict.low).toBeLessThan(verdict.expected);
    expect(verdict.high).toBeLessThan(200);
  });

  it.each([0, 7, 1e30, -1e30, 1e-30])('says nothing of a constant %p, and never NaN', (value) => {
    const scores = feed(new ChannelBank(), Array<number>(2_000).fill(value));
    expect(Math.max(...scores)).toBe(0);
  });

  it('refuses what is no number, a short buffer, and another version', () => {
    expect(() => new ChannelBank().step(0, 0, NaN)).toThrow(/finite/);
    expect(() => new ChannelBank(new ArrayBuffer(64))).toThrow(/needs \d+ bytes/);
    const other = new ArrayBuffer(ChannelBank.BYTES);
    new Float64Array(other)[0] = 999;
    expect(() => new ChannelBank(other)).toThrow(/version 999/);
  });
});
