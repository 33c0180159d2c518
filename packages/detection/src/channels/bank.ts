import type { Channel, Step } from './channel.js';
import { ForecastErrorChannel, ORDER } from './forecast-error.js';
import { fuse } from './fusion.js';
import { HourDeviationChannel, HourLevelChannel, HourProfile, HourSpreadChannel } from './hour-profile.js';
import { Layout, type BankState } from './layout.js';
import { LevelChannel } from './level.js';
import { OutOfRangeChannel } from './out-of-range.js';
import { Rhythm } from './rhythm.js';
import { Ring } from './ring.js';
import { LargeJumps, SpikeDensityChannel } from './spikes.js';
import { TailCalibration } from './tail-calibration.js';
import { VariabilityChannel } from './variability.js';

const HOUR = 3_600_000;
/** Values beyond are cut: their squares would leave the range of a single. */
const LARGEST = 1e15;
/** The band about what is expected, in spreads. */
const BAND = 3;

const layout = new Layout();
const VERSION_AT = layout.doubles(1);
const STEPS_AT = layout.doubles(1);
const FIRST_AT = layout.doubles(1);
const rhythm = new Rhythm(layout);
const recent = new Ring(layout, [ORDER + 1, 16, 96]);
const jumps = new LargeJumps(layout, recent, [96, 192]);
const hours = new HourProfile(layout);
const level = new LevelChannel(layout, recent, 1);
const parts = {
  level,
  'hour-level': new HourLevelChannel(layout, 24),
  'hour-deviation': new HourDeviationChannel(layout),
  'hour-spread': new HourSpreadChannel(),
  'out-of-range': new OutOfRangeChannel(layout),
  variability: new VariabilityChannel(layout, recent, 2),
  'spike-density': new SpikeDensityChannel(layout, jumps, 0, 0.003),
  'spike-density-long': new SpikeDensityChannel(layout, jumps, 1, 0.002),
  'forecast-error': new ForecastErrorChannel(layout, recent, 0),
} satisfies Record<string, Channel>;

export type ChannelName = keyof typeof parts;
/** The channels' names in the order of a verdict's evidence. */
export const CHANNELS = Object.keys(parts) as readonly ChannelName[];
const channels: readonly Channel[] = Object.values(parts);
const calibrations = channels.map(({ leastExcess }) => new TailCalibration(layout, leastExcess));

/** What a bank says of one step. All banks reuse the same one: copy what is to be kept. */
export interface ChannelVerdict {
  /** The channels' evidence in one figure: -log10 of the probability that an alarm begins at this step by chance. */
  score: number;
  /** Steps that are missing before this one. */
  missed: number;
  /** Rarity (-log10 of the probability) per channel, in the order of CHANNELS. */
  readonly evidence: Float32Array;
  strongest: ChannelName;
  next: ChannelName;
  /** What was expected of this step, before it was seen, and the band about it. */
  expected: number;
  low: number;
  high: number;
}

/** One step and one verdict for all banks: tens of thousands of banks are looked at one after the other. */
const step: Step = {
  value: 0,
  slot: 0,
  fraction: 0,
  age: 0,
  missed: 0,
  learn: true,
  hourKnown: false,
  hourExpected: 0,
  hourOff: 0,
  hourSpread: 0,
};
const verdict: ChannelVerdict = {
  score: 0,
  missed: 0,
  evidence: new Float32Array(CHANNELS.length),
  strongest: CHANNELS[0],
  next: CHANNELS[1],
  expected: 0,
  low: 0,
  high: 0,
};

/** Watches one stream of steps through all channels. All that it remembers is in one buffer: to copy the buffer is to save it. */
export class ChannelBank {
  static readonly BYTES = layout.size;
  static readonly VERSION = 2;
  readonly #state: BankState;

  /**
   * A buffer of zeros is a new bank, one of another bank goes on where that one stood.
   * @throws RangeError where the buffer is too short, the offset no multiple of 8, or the state is of another version
   */
  constructor(buffer = new ArrayBuffer(ChannelBank.BYTES), offset = 0) {
    this.#state = layout.view(buffer, offset);
    const version = this.#state.f64[VERSION_AT];
    if (version !== 0 && version !== ChannelBank.VERSION)
      throw new RangeError(
        `A channel bank of version ${version} cannot be read by version ${ChannelBank.VERSION}; start with a new one.`,
      );
    this.#state.f64[VERSION_AT] = ChannelBank.VERSION;
  }

  /**
   * Takes one step: the mean of a bucket of about 5 minutes, or of the sensor's own interval.
   * @param localTime ms in the city's own clock, daylight saving included
   * @param dayType 0 on weekdays, 1 on weekends and holidays
   * @param learn false while an incident is open: what is normal is not learnt then
   * @throws RangeError for a time or value that is no finite number
   */
  step(localTime: number, dayType: 0 | 1, value: number, learn = true): ChannelVerdict {
    if (!Number.isFinite(value) || !Number.isFinite(localTime))
      throw new RangeError(`A step needs a finite time and value; got ${localTime} and ${value}.`);
    const state = this.#state;
    const isFirst = state.f64[STEPS_AT]++ === 0;
    if (isFirst) state.f64[FIRST_AT] = localTime;
    // Windows keep singles: rounding first keeps a constant exactly constant.
    step.value = Math.fround(Math.max(-LARGEST, Math.min(LARGEST, value)));
    const clock = localTime / HOUR;
    step.slot = (((Math.floor(clock) % 24) + 24) % 24) + 24 * dayType;
    step.fraction = clock - Math.floor(clock);
    step.age = localTime - state.f64[FIRST_AT];
    step.missed = rhythm.missed(state, localTime, isFirst);
    step.learn = learn;
    if (step.missed > 0) recent.skip(state, step.missed);
    recent.push(state, step.value);
    hours.watch(state, step);
    jumps.watch(state, step);
    this.#expect();
    this.#measure();
    return verdict;
  }

  #expect(): void {
    const { hourKnown, hourExpected, hourSpread } = step;
    const expected = hourKnown ? hourExpected : level.slow.mean(this.#state);
    const spread = hourKnown ? hourSpread : level.slow.deviation(this.#state);
    verdict.expected = expected;
    verdict.low = expected - BAND * spread;
    verdict.high = expected + BAND * spread;
  }

  #measure(): void {
    const { evidence } = verdict;
    let most = -1;
    let second = -1;
    for (let i = 0; i < channels.length; i++) {
      const deviation = channels[i].measure(this.#state, step);
      evidence[i] = calibrations[i].rarity(this.#state, deviation);
      if (step.learn && deviation >= 0) calibrations[i].teach(this.#state, deviation);
      if (most < 0 || evidence[i] > evidence[most]) {
        second = most;
        most = i;
      } else if (second < 0 || evidence[i] > evidence[second]) second = i;
    }
    verdict.score = fuse(evidence);
    verdict.missed = step.missed;
    verdict.strongest = CHANNELS[most];
    verdict.next = CHANNELS[second];
  }
}
