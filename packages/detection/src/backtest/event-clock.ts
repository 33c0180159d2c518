import type { Report } from '@citywatch/contracts';

/** A report as it came, with the line it was on. */
export interface Arrival {
  readonly line: number;
  readonly report: Report;
  /** How far ahead of the others it may be, ms. */
  readonly allowance: number;
}

/** So many in a row that are ahead: it was not a wrong clock but a hole in the data. */
const CONVINCED = 3;

/**
 * The time of a stream of reports: the latest that was seen. One wrong clock from the future would make all that comes after
 * it look late, so a report far ahead waits until two more in a row are ahead too; otherwise it is refused, as live.
 */
export class EventClock {
  /** ms; -Infinity before the first report. */
  now = -Infinity;
  private held: Arrival[] = [];

  /** Whether a report of this time (ms) may be judged at once, as nothing waits and nobody is allowed less: what nearly all are. */
  follows(time: number, leastAllowance: number): boolean {
    return this.held.length === 0 && time <= this.now + leastAllowance;
  }

  /** Takes the next report: answers those that may be judged now, in their order, and those that are refused. */
  take(arrival: Arrival): { readonly accepted: readonly Arrival[]; readonly refused: readonly Arrival[] } {
    const ahead = arrival.report.phenomenonTime > this.now + arrival.allowance;
    if (ahead && this.now !== -Infinity) {
      this.held.push(arrival);
      return { accepted: this.held.length < CONVINCED ? [] : this.release(), refused: [] };
    }
    return { accepted: [arrival], refused: this.release() };
  }

  /** What still waits at the end of the input: nothing speaks against it. */
  end(): readonly Arrival[] {
    return this.release();
  }

  private release(): Arrival[] {
    return this.held.splice(0);
  }
}
