import { CHANNEL_CODES, type ChannelCode } from '@citywatch/contracts';
import { CHANNELS, type ChannelName, type ChannelVerdict } from '../channels/bank.js';
import type { Step } from './drift.js';
import { sided } from './learning.js';
import type { PatternCode, StepVerdict } from './pattern.js';
import { S, type DatastreamState } from './state.js';
import { leastEffect } from './tuning.js';

/** How the strongest channel is said in one sentence. */
const SENTENCE: Readonly<Record<ChannelName, PatternCode>> = {
  level: 'level-shifted',
  'hour-level': 'level-shifted',
  'hour-deviation': 'unusual-pattern',
  'hour-spread': 'unusual-pattern',
  'out-of-range': 'unusual-pattern',
  variability: 'unsteady',
  'spike-density': 'unsteady',
  'spike-density-long': 'unsteady',
  'forecast-error': 'unusual-pattern',
};

/**
 * The channel bank's verdict of a step: its rarity, with the profile's expectation, because the bank's own hours have edges. A
 * deviation counts on the side that matters and from the least effect on. Null where the property's lasting deviations are weather,
 * and where the profile is not known.
 */
export function bankVerdict(step: Step, bank: ChannelVerdict, profile: StepVerdict | null): StepVerdict | null {
  const { side, drift } = step.tuning;
  if (side === null || drift === null || profile === null) return null;
  const { expected, low, high } = profile;
  const deviation = sided(step.mean - expected, side);
  return {
    code: SENTENCE[bank.strongest],
    severity: 1,
    score: bank.score,
    effect: deviation / leastEffect(step.tuning, expected),
    observed: step.mean,
    expected,
    low,
    high,
    channels: [voiceOf(bank, bank.strongest), voiceOf(bank, bank.next)],
    deviation: profile.deviation,
  };
}

const voiceOf = (bank: ChannelVerdict, name: ChannelName): readonly [ChannelCode, number] => [
  name,
  bank.evidence[CHANNELS.indexOf(name)],
];

/** Keeps what the bank heard, for the anomalies that other detectors raise until the next step. */
export function keepVoice({ n }: DatastreamState, bank: ChannelVerdict): void {
  n[S.bankChannel] = CHANNEL_CODES.indexOf(bank.strongest);
  n[S.bankScore] = bank.evidence[CHANNELS.indexOf(bank.strongest)];
}

/** The bank's strongest channel at the last step, with its rarity. */
export const lastVoice = ({ n }: DatastreamState): readonly [ChannelCode, number] => [
  CHANNEL_CODES[n[S.bankChannel]],
  n[S.bankScore],
];
