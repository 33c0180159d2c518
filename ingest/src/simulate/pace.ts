/**
 * How long to wait after a batch so that a sender keeps to its rate, and rests at least as long as Kafka took: when the
 * broker or the readers beside it are busy, sends take longer and the sender yields.
 * @param count reports of the batch
 * @param rate reports a second
 * @param tookMs how long sending took
 */
export function pauseAfter(count: number, rate: number, tookMs: number): number {
  return Math.max((count / rate) * 1000 - tookMs, tookMs);
}
