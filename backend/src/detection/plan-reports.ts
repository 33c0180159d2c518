import { BACKFILL_HEADER, parseReport, REFERENCE_TIME_HEADER, type Domain, type Report } from '@citywatch/contracts';
import type { StreamMessage } from '@citywatch/stream';

export interface ReportBounds {
  readonly maxMessageBytes: number;
  readonly clockAheadMs: number;
  readonly clockBehindMs: number;
  /** Whether a sender may say, by header, that it speaks of another time than now. */
  readonly allowReferenceTime: boolean;
}

/** A report that may be judged. */
export interface PlannedReport {
  readonly offset: number;
  readonly report: Report;
  /** What the clock said when it was sent, ms: Kafka's, or what its header says. */
  readonly reference: number;
  /** Its time is refused by the writer: it only tells of the sender's clock. */
  readonly wrongClock: boolean;
  /** Sent about now, not for another time. */
  readonly live: boolean;
  /** Only fills the past of a live Thing. */
  readonly backfill: boolean;
}

export interface Plan {
  readonly reports: readonly PlannedReport[];
  /** Messages that the writer quarantines: of those the detector looks at the clock at most. */
  readonly refused: number;
}

/**
 * What of a batch the detectors get to see: what the writer stores. One wrong clock from the future must not make all that
 * comes after it look late.
 * @param now wall clock, ms
 */
export function planReports(
  domain: Domain,
  messages: readonly StreamMessage[],
  bounds: ReportBounds,
  now: number,
): Plan {
  const reports: PlannedReport[] = [];
  let refused = 0;
  for (const message of messages) {
    const parsed = parseReport(domain, message.value, { maxBytes: bounds.maxMessageBytes });
    if (!parsed.ok || message.key?.toString() !== parsed.report.thing) {
      refused++;
      continue;
    }
    const header = bounds.allowReferenceTime ? message.headers[REFERENCE_TIME_HEADER] : undefined;
    const reference = header === undefined ? Math.min(message.timestamp, now) : Math.min(Date.parse(header), now);
    const { phenomenonTime } = parsed.report;
    const inBounds =
      phenomenonTime <= reference + bounds.clockAheadMs && phenomenonTime >= reference - bounds.clockBehindMs;
    if (!inBounds) refused++;
    const { offset } = message;
    const backfill = BACKFILL_HEADER in message.headers;
    // A header that is no time says nothing of the sender's clock.
    if (!inBounds && (backfill || Number.isNaN(reference))) continue;
    const live = header === undefined;
    reports.push({ offset, report: parsed.report, reference, wrongClock: !inBounds, live, backfill });
  }
  return { reports, refused };
}
