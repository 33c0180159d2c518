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
  /** Sent about now, not for another time. */
  readonly live: boolean;
  /** Only fills the past of a live Thing. */
  readonly backfill: boolean;
}

export interface Plan {
  readonly reports: readonly PlannedReport[];
  /** Messages that the writer quarantines: the detector leaves them alone. */
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
  for (const message of messages) {
    const parsed = parseReport(domain, message.value, { maxBytes: bounds.maxMessageBytes });
    if (!parsed.ok || message.key?.toString() !== parsed.report.thing) continue;
    const header = bounds.allowReferenceTime ? message.headers[REFERENCE_TIME_HEADER] : undefined;
    const reference = header === undefined ? Math.min(message.timestamp, now) : Math.min(Date.parse(header), now);
    const { phenomenonTime } = parsed.report;
    if (!(phenomenonTime <= reference + bounds.clockAheadMs && phenomenonTime >= reference - bounds.clockBehindMs))
      continue;
    const backfill = BACKFILL_HEADER in message.headers;
    reports.push({ offset: message.offset, report: parsed.report, live: header === undefined, backfill });
  }
  return { reports, refused: messages.length - reports.length };
}
