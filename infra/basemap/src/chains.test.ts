import { describe, expect, test } from '@jest/globals';
import { joinPieces } from './chains.js';
import { lengthOf, type Line } from './plane.js';

const street = { oneWay: false, minLength: 500 };

describe('joinPieces', () => {
  test('joins pieces cut at tile borders, in any order and direction', () => {
    const pieces: Line[] = [
      [
        [2000, 0],
        [1000, 0],
      ],
      [
        [0, 0],
        [1000, 0],
      ],
      [
        [2000, 0],
        [3000, 10],
      ],
    ];
    const chains = joinPieces(pieces, street);
    expect(chains).toHaveLength(1);
    expect(lengthOf(chains[0])).toBeCloseTo(3000, 0);
  });

  test('goes straight on over a bridge, not round a corner', () => {
    const bridge: Line[] = [
      [
        [0, 0],
        [1000, 0],
      ],
      [
        [1300, 0],
        [2000, 0],
      ],
      [
        [1000, 0],
        [1000, 900],
      ],
    ];
    const chains = joinPieces(bridge, street);
    expect(chains.map((chain) => Math.round(lengthOf(chain)))).toEqual([2000, 900]);
  });

  test('keeps one line of a street whose two carriageways the tile drew as one loop', () => {
    const loop: Line[] = [
      [
        [0, 0],
        [1500, 0],
        [1500, 25],
        [0, 25],
      ],
    ];
    const chains = joinPieces(loop, street);
    expect(chains.map((chain) => Math.round(lengthOf(chain)))).toEqual([1500]);
  });

  test('keeps the two directions of an expressway, and only one of local and express lanes', () => {
    const east = (north: number): Line => [
      [0, north],
      [1500, north],
      [3000, north],
    ];
    const chains = joinPieces([east(0), east(20), [...east(40)].reverse()], { oneWay: true, minLength: 2500 });
    expect(chains.map((chain) => chain[0][0]).sort()).toEqual([0, 3000]);
  });

  test('leaves out roads shorter than asked', () => {
    const stub: Line = [
      [0, 0],
      [499, 0],
    ];
    expect(joinPieces([stub], street)).toEqual([]);
  });
});
