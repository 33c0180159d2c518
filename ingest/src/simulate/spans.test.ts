import { describe, expect, test } from '@jest/globals';
import { addSpan, holesIn, type Span } from './spans.js';

describe('spans', () => {
  test.each<[Span[], Span, Span[]]>([
    [[], [1, 2], [[1, 2]]],
    [[[1, 2]], [2, 3], [[1, 3]]],
    [
      [
        [1, 2],
        [5, 6],
      ],
      [3, 4],
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
    ],
    [
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
      [2, 5],
      [[1, 6]],
    ],
    [[[1, 9]], [3, 4], [[1, 9]]],
    [[[1, 2]], [5, 5], [[1, 2]]],
  ])('%j with %j is %j', (spans, more, result) => {
    expect(addSpan(spans, more)).toEqual(result);
  });

  test.each<[Span[], Span, Span[]]>([
    [[], [0, 10], [[0, 10]]],
    [[[0, 10]], [0, 10], []],
    [
      [
        [2, 3],
        [5, 6],
      ],
      [0, 10],
      [
        [0, 2],
        [3, 5],
        [6, 10],
      ],
    ],
    [
      [
        [-5, 1],
        [9, 20],
      ],
      [0, 10],
      [[1, 9]],
    ],
    [[[20, 30]], [0, 10], [[0, 10]]],
  ])('what %j leaves open of %j is %j', (spans, within, holes) => {
    expect(holesIn(spans, within)).toEqual(holes);
  });
});
