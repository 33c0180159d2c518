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

/** What comes of a report's arrival. */
export interface Judgeable {
  /** Those that may be judged now, in their order. */
  readonly accepted: readonly Arrival[];
  /** Those whose clock is wrong; they came before the accepted ones. */
  readonly refused: readonly Arrival[];
  /** The stream's time as the others have it, by which the refused ones are wrong, ms. */
  readonly reference: number;
}

/**
 * The time of a stream of reports: the latest that was seen. One wrong clock from the future would make all that comes after
 * it look late, so a report far ahead waits until two more in a row are ahead too; otherwise it is refused, as live. The very first
 * has nothing before it: it waits for others, and is refused where two in a row that agree are far behind it.
 */
export class EventClock {
  /** ms; -Infinity before the first report. */
  now = -Infinity;
  private held: Arrival[] = [];

  /** Whether a report of this time (ms) may be judged at once, as nothing waits and nobody is allowed less: what nearly all are. */
  follows(time: number, leastAllowance: number): boolean {
    return this.held.length === 0 && time <= this.now + leastAllowance;
  }

  /** Takes the next report. */
  take(arrival: Arrival): Judgeable {
    if (this.now === -Infinity) return this.begin(arrival);
    const ahead = arrival.report.phenomenonTime > this.now + arrival.allowance;
    if (ahead) {
      this.held.push(arrival);
      return { accepted: this.held.length < CONVINCED ? [] : this.release(), refused: [], reference: this.now };
    }
    return { accepted: [arrival], refused: this.release(), reference: this.now };
  }

  /** What still waits at the end of the input: nothing speaks against it. */
  end(): readonly Arrival[] {
    return this.release();
  }

  /** While there is no time yet: the first waits, with one that is far behind it at most. */
  private begin(arrival: Arrival): Judgeable {
    const { phenomenonTime: reference } = arrival.report;
    const [first, second] = this.held;
    this.held.push(arrival);
    if (first === undefined) return { accepted: [], refused: [], reference };
    if (isBehind(arrival, first)) {
      if (second === undefined) return { accepted: [], refused: [], reference };
      // Two that agree are right; where no two do, as in a file that is read backwards, the first is.
      const agree = !isBehind(arrival, second) && !isBehind(second, arrival);
      return { refused: agree ? this.held.splice(0, 1) : [], accepted: this.release(), reference };
    }
    const accepted = this.release();
    // The first has company. Whether this one is too far ahead of it the next ones say.
    if (isBehind(first, arrival)) this.held.push(...accepted.splice(-1));
    return { accepted, refused: [], reference };
  }

  private release(): Arrival[] {
    return this.held.splice(0);
  }
}

/** Whether one report is so far behind another that the other's clock would be wrong, were there others to say so. */
const isBehind = ({ report }: Arrival, other: Arrival): boolean =>
  report.phenomenonTime < other.report.phenomenonTime - other.allowance;
