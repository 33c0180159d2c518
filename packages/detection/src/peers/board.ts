const WIDTH = 3;
const TIME = 0;
const DEVIATION = 1;
const REACH = 2;

/**
 * What each Datastream tells its neighbours of its last step, close together: each is asked by eight others at every step, and
 * looking for that in eight states is eight times as many cache misses as judging.
 */
export class Board {
  private readonly numbers: Float64Array;

  constructor(rows: number) {
    this.numbers = new Float64Array(rows * WIDTH).fill(NaN);
  }

  /**
   * @param time end of its step, ms; NaN where it is not to be heard
   * @param deviation in its own spreads
   * @param reach for how long that counts, ms
   */
  post(row: number, time: number, deviation: number, reach: number): void {
    const at = row * WIDTH;
    this.numbers[at + TIME] = time;
    this.numbers[at + DEVIATION] = deviation;
    this.numbers[at + REACH] = reach;
  }

  /** Whether it spoke lately enough to be heard at a time, ms. */
  speaks(row: number, at: number): boolean {
    const place = row * WIDTH;
    return this.numbers[place + TIME] > at - this.numbers[place + REACH];
  }

  deviation(row: number): number {
    return this.numbers[row * WIDTH + DEVIATION];
  }
}
