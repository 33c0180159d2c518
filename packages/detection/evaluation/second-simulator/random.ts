const MOST_SPREADS = 5;

/** Seeded random numbers, one after the other (sfc32 of PractRand, Doty-Humphrey); no code in common with our simulator. */
export class Random {
  private a: number;
  private b: number;
  private c = 0x9e3779b9;
  private count = 1;

  /** @param stream another one gives other numbers of the same seed, so that one subject's draws do not move another's */
  constructor(seed: number, stream: number) {
    this.a = seed >>> 0;
    this.b = stream >>> 0;
    for (let i = 0; i < 15; i++) this.next();
  }

  /** 0 up to 1. */
  next(): number {
    const sum = (this.a + this.b + this.count++) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = ((this.c << 21) | (this.c >>> 11)) + sum;
    return (sum >>> 0) / 2 ** 32;
  }

  between(least: number, most: number): number {
    return least + (most - least) * this.next();
  }

  /** True in a share of all draws. */
  chance(share: number): boolean {
    return this.next() < share;
  }

  pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.next() * items.length)];
  }

  /** Mean 0, standard deviation 1 (Box and Muller 1958). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }

  /** Student's t of 4 degrees of freedom, scaled to a standard deviation of 1 and never beyond 5. */
  heavy(): number {
    const chiSquare = -2 * Math.log((1 - this.next()) * (1 - this.next()));
    const value = this.normal() / Math.sqrt(chiSquare / 2);
    return Math.max(-MOST_SPREADS, Math.min(MOST_SPREADS, value));
  }
}
