import type { DatastreamContext, DetectionSettings } from '../detector/context.js';
import { silentFrom } from '../detector/quality-detectors.js';
import type { DatastreamState } from '../detector/state.js';

/** Deadlines are looked at in slots of this, ms. */
const SLOT_MS = 1_000;

/**
 * Whose silence is when due. Live, every tick asks every Datastream; in event time there are a thousand times as many ticks a
 * second, so each waits in the slot of the deadline it had, and moves on when its turn comes and it has spoken since.
 */
export class SilenceQueue<T> {
  private readonly slots = new Map<number, T[]>();
  private readonly waiting = new Set<T>();
  /** No slot before this one holds anything. */
  private first = Infinity;

  constructor(
    private readonly stateOf: (item: T) => DatastreamState,
    private readonly contextOf: (item: T) => DatastreamContext,
    private readonly settings: DetectionSettings,
  ) {}

  /** Time before which nobody is due, ms; Infinity where nobody waits. */
  get next(): number {
    return this.first * SLOT_MS;
  }

  /** Waits for its silence, unless it does already. */
  watch(item: T): void {
    if (this.waiting.has(item)) return;
    this.waiting.add(item);
    this.put(item, this.slotOf(item));
  }

  /** Those that are silent at `now`, ms: in the order of their deadlines' slots, each once. */
  due(now: number): T[] {
    const last = Math.floor(now / SLOT_MS) - 1;
    const found: T[] = [];
    while (this.first <= last) {
      const slot = this.first;
      const items = this.slots.get(slot) ?? [];
      this.slots.delete(slot);
      for (const item of items) {
        const next = this.slotOf(item);
        if (next > last) this.put(item, next);
        else {
          this.waiting.delete(item);
          found.push(item);
        }
      }
      this.first = this.after(slot);
    }
    return found;
  }

  /** The first slot after one that holds anything: mostly among the next few, but a stream may stand still for years. */
  private after(slot: number): number {
    for (let next = slot + 1; next <= slot + this.slots.size; next++) if (this.slots.has(next)) return next;
    let least = Infinity;
    for (const known of this.slots.keys()) least = Math.min(least, known);
    return least;
  }

  private slotOf(item: T): number {
    return Math.floor(silentFrom(this.stateOf(item), this.contextOf(item), this.settings) / SLOT_MS);
  }

  private put(item: T, slot: number): void {
    const items = this.slots.get(slot);
    if (items === undefined) this.slots.set(slot, [item]);
    else items.push(item);
    this.first = Math.min(this.first, slot);
  }
}
