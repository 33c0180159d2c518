/** Words about a stretch of a plot. Places in px. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}
export interface PlacedWords {
  readonly left: number;
  readonly text: string;
}

/** Mean width of a Latin letter and of a Chinese one at 11 px, rounded up; measuring each text would cost a layout. */
const LATIN = 5.7;
const CHINESE = 11.2;
/** Kept free beside words, px. */
const GAP = 5;

/** About how wide a text is at the plot's 11 px, px. */
export const wordsWidth = (text: string): number =>
  [...text].reduce((width, letter) => width + (letter >= '\u2e80' ? CHINESE : LATIN), 0);

/**
 * Places words so that none meets another or leaves [from, to]: in the middle of a stretch that is wide enough, else at its left,
 * else at its right. Where no place has room they are left out: the hatch and the sentence say it. Stretches in order.
 */
export function placeWords(stretches: readonly Stretch[], from: number, to: number): PlacedWords[] {
  let free = from;
  return stretches.flatMap(({ start, end, text }) => {
    // Before the plot has been measured there are no places.
    if (!Number.isFinite(start) || !Number.isFinite(end)) return [];
    const width = wordsWidth(text);
    const places = end - start >= width + 2 * GAP ? [(start + end - width) / 2] : [start - GAP - width, end + GAP];
    const left = places.find((place) => place >= free && place + width <= to);
    if (left === undefined) return [];
    free = left + width + GAP;
    return [{ left, text }];
  });
}
