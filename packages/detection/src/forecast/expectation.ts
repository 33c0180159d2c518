import { predict } from '../detector/profile.js';
import type { DatastreamState } from '../detector/state.js';
import type { Calendar } from '../local-time.js';
import type { Expectation } from './window.js';

/** Bins of one kind of day in the profile: the second kind's come after them. */
const HOURS = 24;

/** What a Datastream's profile says of a time (ms): the forecast's starting point. `base` is NaN while nothing is known. */
export function expectationAt(state: DatastreamState, time: number, calendar: Calendar): Expectation {
  const { a, b, base, spread, unknown } = predict(state, time, calendar);
  const known = Math.min(state.weight[a], state.weight[b]);
  return { base, spread: spread + unknown, local: time + calendar.offsetAt(time), dayType: a >= HOURS ? 1 : 0, known };
}
