import { boxOf, inBox, intersect, paddedHull } from './geometry';

const metres = (a: readonly [number, number], b: readonly [number, number]) =>
  Math.hypot((a[0] - b[0]) * 111_320 * Math.cos((41.88 * Math.PI) / 180), (a[1] - b[1]) * 111_320);

describe('paddedHull', () => {
  it('makes a circle of one place and nothing of none', () => {
    const ring = paddedHull([[-87.65, 41.88]], 200);
    expect(ring).toHaveLength(17);
    for (const corner of ring ?? []) expect(metres(corner, [-87.65, 41.88])).toBeCloseTo(200, 0);
    expect(paddedHull([], 200)).toBeNull();
  });

  it('is closed and holds every place with its padding', () => {
    const places = [
      [-87.65, 41.88],
      [-87.64, 41.88],
      [-87.645, 41.89],
      [-87.645, 41.883],
    ] as const;
    const ring = paddedHull(places, 200) ?? [];
    expect(ring[0]).toEqual(ring[ring.length - 1]);
    const box = boxOf(ring);
    expect(box && places.every((place) => inBox(place, box))).toBe(true);
    // The place in the middle adds no corner: none is nearer to it than its padding.
    for (const corner of ring) expect(metres(corner, places[3])).toBeGreaterThan(200);
  });

  it('turns one way only', () => {
    const ring =
      paddedHull(
        [
          [-87.7, 41.8],
          [-87.6, 41.9],
          [-87.65, 41.95],
        ],
        200,
      ) ?? [];
    for (let i = 0; i < ring.length - 2; i++) {
      const [a, b, c] = [ring[i], ring[i + 1], ring[i + 2]];
      expect((b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0])).toBeGreaterThan(0);
    }
  });
});

describe('boxes', () => {
  it('share what both hold', () => {
    expect(intersect([0, 0, 2, 2], [1, -1, 3, 1])).toEqual([1, 0, 2, 1]);
    expect(intersect([0, 0, 1, 1], [1, 0, 2, 1])).toBeNull();
  });

  it('hold their edges', () => {
    expect(boxOf([])).toBeNull();
    expect(inBox([1, 2], [1, 2, 3, 4])).toBe(true);
    expect(inBox([3.01, 4], [1, 2, 3, 4])).toBe(false);
  });
});
