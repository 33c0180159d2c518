import { describe, expect, test } from '@jest/globals';
import { Board } from './board.js';

describe('a board', () => {
  test('says what each told last, for as long as that counts', () => {
    const board = new Board(2);
    board.post(1, 600_000, -2.5, 600_000);
    expect(board.deviation(1)).toBe(-2.5);
    expect(board.speaks(1, 1_199_999)).toBe(true);
    expect(board.speaks(1, 1_200_000)).toBe(false);
  });

  test('says nothing of who told nothing, and of who is not to be heard any more', () => {
    const board = new Board(2);
    expect(board.speaks(0, 0)).toBe(false);
    board.post(0, 600_000, 1, 600_000);
    board.post(0, NaN, 1, 600_000);
    expect(board.speaks(0, 600_000)).toBe(false);
  });
});
