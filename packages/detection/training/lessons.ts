import { FEATURES, WINDOW, writeRow } from '@citywatch/detection';
import { feed, type Series } from './feeder.js';

/** Targets beyond so many spreads are as good as missing values: nothing is learnt from how far away they are. */
const FARTHEST = 12;
/** A hole is made in the window of so many lessons, so that the network knows holes. */
const HOLED = 0.1;

/** Rows of input with their targets. */
export class Lessons {
  readonly targets: Float32Array;
  readonly rows: Float32Array;
  count = 0;

  /** @param most lessons that there is room for */
  constructor(readonly most: number) {
    this.rows = new Float32Array(most * FEATURES);
    this.targets = new Float32Array(most);
  }

  /** Takes about `share` of a series' lessons, while there is room. */
  take(series: Series, share: number, random: () => number): void {
    feed(series, ({ lane, target }) => {
      if (random() >= share || this.count >= this.most) return;
      writeRow(lane, this.rows, this.count * FEATURES);
      if (random() < HOLED) this.hole(random);
      this.targets[this.count++] = Math.min(FARTHEST, Math.max(-FARTHEST, target));
    });
  }

  private hole(random: () => number): void {
    const window = WINDOW;
    const from = Math.floor(random() * window);
    const to = Math.min(window, from + 1 + Math.floor(random() * 8));
    const at = this.count * FEATURES;
    this.rows.fill(0, at + from, at + to);
    this.rows.fill(0, at + window + from, at + window + to);
  }
}
