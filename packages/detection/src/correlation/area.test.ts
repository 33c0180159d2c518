import { expect, test } from '@jest/globals';
import { AREA_BUFFER, AREA_CORNERS, areaOf } from './area.js';
import { distance } from './geometry.js';

const CENTRE = { longitude: -87.63, latitude: 41.88 };
const place = (east: number, north: number) => ({
  longitude: CENTRE.longitude + east / 82_800,
  latitude: CENTRE.latitude + north / 111_195,
});
/** Whether a place is inside a counter-clockwise convex ring. */
const inside = (ring: ReturnType<typeof areaOf>, { longitude, latitude }: typeof CENTRE) =>
  ring.every(([x, y], i) => {
    const [u, v] = ring[(i + 1) % ring.length];
    return (u - x) * (latitude - y) - (v - y) * (longitude - x) >= -1e-9;
  });

test('one place is a circle around it', () => {
  const ring = areaOf([CENTRE]);
  expect(ring).toHaveLength(12);
  for (const [longitude, latitude] of ring) {
    const away = distance({ longitude, latitude }, CENTRE);
    expect(away).toBeGreaterThanOrEqual(AREA_BUFFER - 0.5);
    expect(away).toBeLessThan(AREA_BUFFER * 1.05);
  }
});

test('places in a row are a strip along them', () => {
  const ring = areaOf([0, 1, 2, 3].map((i) => place(0, i * 500)));
  expect(inside(ring, place(0, 700))).toBe(true);
  expect(inside(ring, place(140, 700))).toBe(true);
  expect(inside(ring, place(180, 700))).toBe(false);
});

test('many places have few corners, and nearly all of them are inside', () => {
  const places = Array.from({ length: 200 }, (_, i) => place(3_000 * Math.sin(i), 3_000 * Math.cos(i)));
  const ring = areaOf(places);
  expect(ring.length).toBeLessThanOrEqual(AREA_CORNERS);
  expect(places.filter((one) => inside(ring, one)).length).toBeGreaterThanOrEqual(198);
});

test('places without coordinates are left out', () => {
  expect(areaOf([])).toEqual([]);
  expect(areaOf([{ longitude: NaN, latitude: NaN }, CENTRE])).toHaveLength(12);
});

test('a place at a pole, where a wrong latitude may put it, has an area that a map can draw', () => {
  for (const latitude of [90, -90])
    for (const [longitude, corner] of areaOf([{ longitude: -87, latitude }])) {
      expect(Math.abs(longitude + 87)).toBeLessThan(0.1);
      expect(Math.abs(corner - latitude)).toBeLessThan(0.01);
    }
});
