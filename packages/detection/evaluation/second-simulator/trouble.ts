import type { TrueEvent } from '../city/found.js';
import type { Readings, SecondThing } from './thing.js';
import type { Blocked } from './traffic.js';

/** What is not as usual around a Thing at a moment. */
export interface Around {
  readonly blocked?: Blocked;
  /** µg/m³ of PM2.5. */
  readonly smoke?: number;
  readonly isDark?: boolean;
}

/** Something that goes wrong. */
export interface Trouble {
  /** As it is judged; what a report shows of it is only known when it was sent. */
  readonly event: TrueEvent;
  /** What it does around a Thing; only of what happens in the city. */
  readonly around?: (thing: SecondThing, time: number) => Around | null;
  /** What a sensor at fault makes of its readings, null: silence. `last` are those of its report before. */
  readonly spoil?: (readings: Readings, last: Readings, time: number) => Readings | null;
}

/** When and where something happens, ms; the kinds draw their own. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** An event whose truth no report has shown yet. */
export function eventOf(
  kind: TrueEvent['kind'],
  { from, to }: Span,
  truth: readonly (Span & { readonly thing: string; readonly properties: readonly string[] })[],
  touched: readonly string[] = truth.map(({ thing }) => thing),
): TrueEvent {
  return {
    id: `${kind} ${from} ${truth[0]?.thing ?? ''}`,
    kind,
    from: Math.min(from, ...truth.map((entry) => entry.from)),
    to: Math.max(to, ...truth.map((entry) => entry.to)),
    truth: truth.map((entry) => ({ ...entry, visible: false })),
    touched: [...new Set([...truth.map(({ thing }) => thing), ...touched])],
  };
}
