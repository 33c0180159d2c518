import { expect, test } from '@jest/globals';
import { propertyIndex } from '@citywatch/contracts';
import { bitOf, bitsOf, MAX_RELATED, relationOf } from './relations.js';

const dust = bitsOf([propertyIndex('pm25'), propertyIndex('pm10')]);

test('a property has a bit of its own up to the limit, and none beyond: it is taken for no other', () => {
  const bits = Array.from({ length: MAX_RELATED }, (_, property) => bitOf(property));
  expect(new Set(bits).size).toBe(MAX_RELATED);
  expect(bits.every((bit) => bit > 0)).toBe(true);
  for (const property of [MAX_RELATED, 32 + propertyIndex('pm25'), 64]) expect(bitOf(property)).toBe(0);
});

test('properties beyond the limit change nothing about the relation of a Thing, and can be in none', () => {
  expect(relationOf(dust | bitOf(32 + propertyIndex('load')))).toBe(relationOf(dust));
  expect(relationOf(dust)?.bits).toBe(dust);
  expect(bitsOf([MAX_RELATED - 1])).toBe(2 ** 30);
  expect(() => bitsOf([propertyIndex('pm25'), MAX_RELATED])).toThrow(/property 31 cannot be in a relation.*first 31/);
});
