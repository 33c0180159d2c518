import { parseReport, type Domain } from '@citywatch/contracts';
import type { StreamMessage } from '@citywatch/stream';
import { checkClock, receivedAt, type ClockBounds } from './check-clock.js';
import type { Outcome } from './outcome.js';

export interface PlanOptions {
  readonly domain: Domain;
  readonly maxBytes: number;
  readonly clock: ClockBounds;
  /** ms since the epoch. */
  readonly now: number;
}

/** Decides, from each message alone, whether it is accepted or refused; in the messages' order. */
export function planBatch(messages: readonly StreamMessage[], options: PlanOptions): Outcome[] {
  return messages.map((message) => planMessage(message, options));
}

function planMessage(message: StreamMessage, { domain, maxBytes, clock, now }: PlanOptions): Outcome {
  const received = receivedAt(message, clock, now);
  const parsed = parseReport(domain, message.value, { maxBytes });
  if (!parsed.ok) return { kind: 'refused', message, receivedAt: received, code: parsed.code, detail: parsed.detail };
  const { report } = parsed;
  const wrongClock = checkClock(message, report.phenomenonTime, received, clock, now);
  if (wrongClock)
    return { kind: 'refused', message, receivedAt: received, code: wrongClock.code, detail: wrongClock.detail };
  if (!isKey(message.key, report.thing))
    return {
      kind: 'refused',
      message,
      receivedAt: received,
      code: 'wrong-key',
      detail: `the Kafka key is ${describeKey(message.key)}, the Thing is "${report.thing}": the key must be the Thing's id, it keeps one Thing's reports in order`,
    };
  return { kind: 'accepted', message, report, receivedAt: received, thing: null };
}

/** Ids are ASCII, so latin1 compares them without decoding UTF-8. */
export const isKey = (key: Buffer | null, id: string): boolean =>
  key !== null && key.length === id.length && key.toString('latin1') === id;

export const describeKey = (key: Buffer | null): string =>
  key === null ? 'missing' : JSON.stringify(key.subarray(0, 64).toString('utf8'));
