import type { Channel, StepInput } from './channel.js';
import { ExpMean } from './exp-mean.js';
import { ForecastErrorChannel } from './forecast-error.js';
import { Layout, type BankState } from './layout.js';
import { LevelChannel } from './level.js';
import { OutOfRangeChannel } from './out-of-range.js';
import { SortedRing } from './sorted-ring.js';
import { SpikeDensityChannel } from './spikes.js';
import { SustainedChannel } from './sustained.js';
import { TailCalibration } from './tail-calibration.js';
import { HourDeviationChannel, HourSpreadChannel } from './time-of-day.js';
import { VariabilityChannel } from './variability.js';

const HOUR = 3_600_000;
/** The spread of the values is taken from every eighth step: 128 of them are three and a half days of 5-minute steps. */
const SPREAD_EVERY = 8;
const SPREAD_STEPS = 128;
/** One channel alone counts up to this rarity. */
const EVIDENCE_CAP = 8;
/** Values beyond are cut: their squares would leave the range of a single. */
const LARGEST = 1e15;

const layout = new Layout();
const VERSION_AT = layout.doubles(1);
const STEPS_AT = layout.doubles(1);
const FIRST_AT = layout.doubles(1);
const slow = new ExpMean(layout, 0.002);
const spread = new SortedRing(layout, SPREAD_STEPS);
const hours = new HourSpreadChannel(layout);
const parts = {
  'level-16': new LevelChannel(layout, slow, 16),
  'level-8': new LevelChannel(layout, slow, 8),
  'out-of-range': new OutOfRangeChannel(layout),
  variability: new VariabilityChannel(layout),
  sustained: new SustainedChannel(layout, spread),
  'spike-density': new SpikeDensityChannel(layout),
  'forecast-error': new ForecastErrorChannel(layout),
  'hour-spread': hours,
  'hour-deviation': new HourDeviationChannel(layout),
} satisfies Record<string, Channel>;

export type ChannelName = keyof typeof parts;
/** The channels' names in the order of a verdict's evidence. */
export const CHANNELS = Object.keys(parts) as readonly ChannelName[];
const channels: readonly Channel[] = Object.values(parts);
const calibrations = channels.map(() => new TailCalibration(layout));

/** What a bank says of one step. The bank reuses it: copy what is to be kept. */
export interface ChannelVerdict {
  /** The channels' evidence in one figure. */
  score: number;
  /** Rarity (-log10 of the probability) per channel, in the order of CHANNELS. */
  readonly evidence: Float32Array;
  strongest: ChannelName;
  next: ChannelName;
  /** What was expected of this step, before it was seen, and the band about it. */
  expected: number;
  low: number;
  high: number;
}

/** Watches one stream of steps through all channels. All that it remembers is in one buffer: to copy the buffer is to save it. */
export class ChannelBank {
  static readonly BYTES = layout.bytes;
  static readonly VERSION = 1;
  readonly #state: BankState;
  readonly #input: StepInput = { value: 0, time: 0, slot: 0, index: 0, age: 0, learn: true };
  readonly #verdict: ChannelVerdict = {
    score: 0,
    evidence: new Float32Array(CHANNELS.length),
    strongest: CHANNELS[0],
    next: CHANNELS[1],
    expected: 0,
    low: 0,
    high: 0,
  };

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
   * @throws RangeError for a value that is no finite number
   */
  step(localTime: number, dayType: 0 | 1, value: number, learn = true): ChannelVerdict {
    if (!Number.isFinite(value) || !Number.isFinite(localTime))
      throw new RangeError(`A step needs a finite time and value; got ${localTime} and ${value}.`);
    const state = this.#state;
    const { f64 } = state;
    const index = f64[STEPS_AT]++;
    if (index === 0) f64[FIRST_AT] = localTime;
    const input = this.#input;
    // Windows keep singles: rounding first keeps a constant exactly constant.
    input.value = Math.fround(Math.max(-LARGEST, Math.min(LARGEST, value)));
    input.time = localTime;
    input.slot = (((Math.floor(localTime / HOUR) % 24) + 24) % 24) + 24 * dayType;
    input.index = index;
    input.age = localTime - f64[FIRST_AT];
    input.learn = learn;
    if (learn && index % SPREAD_EVERY === 0) spread.push(state, input.value);
    this.#expect();
    this.#measure();
    if (learn) slow.push(state, input.value);
    return this.#verdict;
  }

  #expect(): void {
    const state = this.#state;
    const known = hours.isKnown(state, this.#input);
    const expected = known ? hours.expected(state, this.#input) : spread.quantile(state, 0.5);
    const deviation = known
      ? hours.spread(state, this.#input)
      : (spread.quantile(state, 0.85) - spread.quantile(state, 0.15)) / 2;
    this.#verdict.expected = expected;
    this.#verdict.low = expected - 3 * deviation;
    this.#verdict.high = expected + 3 * deviation;
  }

  #measure(): void {
    const { evidence } = this.#verdict;
    let sum = 0;
    let most = -1;
    let second = -1;
    for (let i = 0; i < channels.length; i++) {
      const deviation = channels[i].measure(this.#state, this.#input);
      const rarity = calibrations[i].rarity(this.#state, deviation);
      if (this.#input.learn) calibrations[i].teach(this.#state, deviation);
      const capped = Math.min(rarity, EVIDENCE_CAP);
      evidence[i] = rarity;
      sum += capped;
      if (most < 0 || rarity > evidence[most]) {
        second = most;
        most = i;
      } else if (second < 0 || rarity > evidence[second]) second = i;
    }
    this.#verdict.score = (0.8 * sum) / channels.length + 0.08 * Math.min(evidence[most], EVIDENCE_CAP);
    this.#verdict.strongest = CHANNELS[most];
    this.#verdict.next = CHANNELS[second];
  }
}
