import {
  DEFAULT_MAX_MESSAGE_BYTES,
  DOMAINS,
  OBSERVED_PROPERTIES,
  parseMessage,
  reject,
  type Rejection,
  type Report,
  type ThingMetadata,
} from '@citywatch/contracts';
import type { Backtest } from './backtest.js';

/** Lines that were parsed in one thread, for another: numbers move between threads for nothing, objects are copied one by one. */
export interface PackedLines {
  /**
   * Line after line: BLANK; OTHER, place in `others`; or REPORT + index of the domain, names of Thing and operator, sequence, time (ms),
   * count of results, and of each result property, value and quality.
   */
  readonly numbers: Float64Array<ArrayBuffer>;
  /** Names that were met first in these lines. They are numbered from 0 over all of a packer's lines. */
  readonly names: readonly string[];
  readonly others: readonly (Rejection | { readonly ok: true; readonly thing: ThingMetadata })[];
}

const BLANK = 0;
const OTHER = 1;
const REPORT = 2;
const HEAD = 6;
const PER_RESULT = 3;
/** A report holds each property once at most. */
const MOST = HEAD + PER_RESULT * OBSERVED_PROPERTIES.length;
const CARRIAGE_RETURN = 13;

/** Parses lines and packs what they say. */
export class LinePacker {
  private readonly known = new Map<string, number>();
  private numbers = new Float64Array(4_096);
  private used = 0;
  private names: string[] = [];
  private others: PackedLines['others'][number][] = [];

  constructor(private readonly maxBytes = DEFAULT_MAX_MESSAGE_BYTES) {}

  /** Takes the next line, without its end. */
  add(line: Uint8Array): void {
    if (this.used + MOST > this.numbers.length) this.grow();
    if (line.length === 0 || (line.length === 1 && line[0] === CARRIAGE_RETURN)) {
      this.numbers[this.used++] = BLANK;
      return;
    }
    // Its length is not known: the splitter keeps no more of it.
    const message =
      line.length > this.maxBytes
        ? reject('too-large', `more than ${this.maxBytes} bytes; give one message a line`)
        : parseMessage(line, { maxBytes: this.maxBytes });
    if (message.ok && 'report' in message) this.addReport(message.report);
    else {
      this.numbers[this.used++] = OTHER;
      this.numbers[this.used++] = this.others.push(message) - 1;
    }
  }

  /** What was added since the last call. */
  take(): PackedLines {
    const { names, others } = this;
    const numbers = this.numbers.slice(0, this.used);
    this.used = 0;
    this.names = [];
    this.others = [];
    return { numbers, names, others };
  }

  private addReport({
    domain,
    thing,
    operator,
    sequence,
    phenomenonTime,
    properties,
    results,
    qualities,
  }: Report): void {
    const { numbers } = this;
    let at = this.used;
    numbers[at++] = REPORT + DOMAINS.indexOf(domain);
    numbers[at++] = this.nameOf(thing);
    numbers[at++] = this.nameOf(operator);
    numbers[at++] = sequence;
    numbers[at++] = phenomenonTime;
    numbers[at++] = properties.length;
    for (let i = 0; i < properties.length; i++) {
      numbers[at++] = properties[i];
      numbers[at++] = results[i];
      numbers[at++] = qualities[i];
    }
    this.used = at;
  }

  private nameOf(name: string): number {
    const known = this.known.get(name);
    if (known !== undefined) return known;
    const number = this.known.size;
    this.known.set(name, number);
    this.names.push(name);
    return number;
  }

  private grow(): void {
    const larger = new Float64Array(2 * this.numbers.length);
    larger.set(this.numbers);
    this.numbers = larger;
  }
}

/** Gives a backtest the lines of one packer, in their order. */
export class LineUnpacker {
  private readonly names: string[] = [];

  constructor(private readonly backtest: Backtest) {}

  feed({ numbers, names, others }: PackedLines): void {
    for (const name of names) this.names.push(name);
    for (let at = 0; at < numbers.length;) {
      const kind = numbers[at++];
      if (kind === BLANK) this.backtest.takeBlank();
      else if (kind === OTHER) {
        const other = others[numbers[at++]];
        if (other.ok) this.backtest.takeThing(other.thing);
        else this.backtest.takeRejection(other);
      } else {
        const count = numbers[at + HEAD - 2];
        this.backtest.takeReport(this.reportAt(numbers, at, count));
        at += HEAD - 1 + PER_RESULT * count;
      }
    }
  }

  /** @param at where the names stand: behind the kind */
  private reportAt(numbers: Float64Array, at: number, count: number): Report {
    const [properties, results, qualities] = [
      new Array<number>(count),
      new Array<number>(count),
      new Array<number>(count),
    ];
    for (let i = 0, from = at + HEAD - 1; i < count; i++, from += PER_RESULT) {
      properties[i] = numbers[from];
      results[i] = numbers[from + 1];
      qualities[i] = numbers[from + 2];
    }
    return {
      domain: DOMAINS[numbers[at - 1] - REPORT],
      thing: this.names[numbers[at]],
      operator: this.names[numbers[at + 1]],
      sequence: numbers[at + 2],
      phenomenonTime: numbers[at + 3],
      properties,
      results,
      qualities,
    };
  }
}
