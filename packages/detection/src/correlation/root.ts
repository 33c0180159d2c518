import { isJam, isLost, POLLUTANTS, thingsOf, type Member } from './member.js';
import { windward } from './wind.js';

/**
 * The Thing where the cause most probably is, whether it reports itself or not. Dark sensors: the nearest Thing that all of them
 * hang on. A queue: its front, the jammed detector furthest along. Bad air: the station that the wind reaches first. Null where
 * nothing says so. Lost power explains a queue, and a queue explains the air beside it.
 * @param values measured members in order of their start
 */
export function rootOf(values: readonly Member[]): string | null {
  const lost = values.filter(isLost);
  if (lost.length > 0) return feederOf(lost);
  const jammed = values.filter(isJam);
  const first = jammed[0]?.thing.road;
  if (first) {
    const queue = jammed.filter(({ thing }) => thing.road?.id === first.id);
    return queue.reduce((front, member) => (positionOf(member) > positionOf(front) ? member : front)).thing.thing;
  }
  const air = values.filter(({ anomaly, thing }) => thing.domain === 'air-quality' && POLLUTANTS.has(anomaly.property));
  return air.length === values.length ? upwindOf(air) : null;
}

const positionOf = ({ thing }: Member): number => thing.road?.position ?? 0;

/** What all grid Things hang on, the nearest to them: one of them where the others are fed through it; null where nothing is. */
export function feederOf(members: readonly Member[]): string | null {
  const [first, ...others] = members.map(({ thing }) => [thing.thing, ...thing.fedThrough]);
  return first.find((id) => others.every((chain) => chain.includes(id))) ?? null;
}

/** The station furthest upwind, by the wind when it began; null where there is only one, or no wind is known. */
function upwindOf(air: readonly Member[]): string | null {
  const wind = air.find((member) => member.wind != null)?.wind ?? null;
  if (wind === null || thingsOf(air).length < 2) return null;
  const [origin] = air;
  const alongOf = ({ thing }: Member) => windward(origin.thing, thing, wind).along;
  return air.reduce((best, member) => (alongOf(member) < alongOf(best) ? member : best)).thing.thing;
}
