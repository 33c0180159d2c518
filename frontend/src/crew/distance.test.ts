import { compass, distance } from './distance';

const loop = { longitude: -87.6298, latitude: 41.8781 };

describe('distance', () => {
  it('is about a mile from State & Madison to State & Roosevelt', () => {
    expect(distance({ longitude: -87.6279, latitude: 41.882 }, { longitude: -87.6274, latitude: 41.8674 })).toBeCloseTo(
      1624,
      -1,
    );
  });

  it('is nothing from a place to itself and the same both ways', () => {
    const other = { longitude: -87.7, latitude: 41.9 };
    expect(distance(loop, loop)).toBe(0);
    expect(distance(loop, other)).toBeCloseTo(distance(other, loop), 6);
  });

  it('is half the earth to the other side of it', () => {
    expect(distance({ longitude: 0, latitude: 0 }, { longitude: 180, latitude: 0 })).toBeCloseTo(20_015_115, -1);
  });
});

describe('compass', () => {
  it('knows the eight ways', () => {
    const way = (dx: number, dy: number) =>
      compass(loop, { longitude: loop.longitude + dx, latitude: loop.latitude + dy });
    expect([
      way(0, 1),
      way(0.4, 0.3),
      way(1, 0),
      way(0.4, -0.3),
      way(0, -1),
      way(-0.4, -0.3),
      way(-1, 0),
      way(-0.4, 0.3),
    ]).toEqual(['N', 'NE', 'E', 'SE', 'S', 'SW', 'W', 'NW']);
  });
});
