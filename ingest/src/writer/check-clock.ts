import { REFERENCE_TIME_HEADER, reject, renderClockRefusal, type Rejection } from '@citywatch/contracts';
import type { StreamMessage } from '@citywatch/stream';

/** Bounds of a report's phenomenonTime against its reference time, ms. A time at the bound is accepted. */
export interface ClockBounds {
  readonly aheadMs: number;
  readonly behindMs: number;
  /** Nothing before this is accepted, ms since the epoch. */
  readonly floorMs: number;
  /** Whether a sender may say, by header, that it speaks of another time than now. */
  readonly allowReferenceTime: boolean;
}

/** Kafka's timestamp is the producer's word: one that the database could not hold, or from the future, becomes now. */
export const receivedAt = (message: StreamMessage, bounds: ClockBounds, now: number): number =>
  message.timestamp >= bounds.floorMs && message.timestamp <= now + bounds.aheadMs ? message.timestamp : now;

/**
 * Refuses a report whose clock is off, so that one wrong sensor never makes a chunk years away. The reference is the
 * message's arrival in Kafka, or the header that a replay sets; now is a bound in any case.
 * @param time phenomenonTime, ms
 * @param received the message's receivedAt, ms
 */
export function checkClock(
  message: StreamMessage,
  time: number,
  received: number,
  bounds: ClockBounds,
  now: number,
): Rejection | undefined {
  const header = bounds.allowReferenceTime ? message.headers[REFERENCE_TIME_HEADER] : undefined;
  const reference = header === undefined ? received : Date.parse(header);
  if (Number.isNaN(reference))
    return reject('bad-time', `header ${REFERENCE_TIME_HEADER} is ${JSON.stringify(header)}; it must be ISO 8601`);
  if (time > reference + bounds.aheadMs || time > now + bounds.aheadMs) {
    const ahead = { relation: 'ahead', time, reference: Math.min(reference, now) } as const;
    return reject('clock-ahead', renderClockRefusal(ahead, bounds.aheadMs));
  }
  if (time < bounds.floorMs)
    return reject('clock-behind', renderClockRefusal({ relation: 'too-old', time, reference: bounds.floorMs }, 0));
  if (time < reference - bounds.behindMs)
    return reject('clock-behind', renderClockRefusal({ relation: 'behind', time, reference }, bounds.behindMs));
  return undefined;
}
