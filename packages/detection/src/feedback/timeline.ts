/** Values that hold one after the other, each from a time on. */
export class Timeline<T> {
  private readonly entries: readonly { readonly from: number; readonly value: T }[];

  /**
   * @param first what holds before any entry
   * @param entries in any order; of two with the same `from` (ms) the later in the list counts
   */
  constructor(
    private readonly first: T,
    entries: readonly { readonly from: number; readonly value: T }[] = [],
  ) {
    this.entries = [...entries].sort((a, b) => a.from - b.from);
  }

  /** What holds at a time, ms. */
  at(time: number): T {
    for (let i = this.entries.length - 1; i >= 0; i--) if (this.entries[i].from <= time) return this.entries[i].value;
    return this.first;
  }
}
