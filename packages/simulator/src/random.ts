/**
 * Randomness as a function: the same two numbers always give the same result, so what a sensor says at a time does not
 * depend on what was asked before. Back-fill and live agree, and a million sensors need no state.
 */

/** 32 well mixed bits of two numbers, each taken modulo 2^32. */
export function mix(a: number, b: number): number {
  let h = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(b ^ 0x7f4a7c15, 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return (h ^ (h >>> 15)) >>> 0;
}

/** 0 up to 1. */
export const uniform = (a: number, b: number): number => mix(a, b) / 2 ** 32;

/** A whole number from 0 to count − 1. */
export const pick = (a: number, b: number, count: number): number => Math.floor(uniform(a, b) * count);

/** Mean 0, standard deviation 1, never beyond ±3.5: the sum of four uniform numbers (Irwin–Hall). */
export function normal(a: number, b: number): number {
  const first = mix(a, b);
  const second = mix(first, b);
  const sum = (first >>> 16) + (first & 0xffff) + (second >>> 16) + (second & 0xffff);
  return (sum / 65_536 - 2) * 1.732;
}

/** Smooth noise around 0, standard deviation about 0.8, that changes over `period` (same unit as `at`). */
export function wave(seed: number, at: number, period: number): number {
  const knot = Math.floor(at / period);
  const f = at / period - knot;
  const s = f * f * (3 - 2 * f);
  return normal(seed, knot) * (1 - s) + normal(seed, knot + 1) * s;
}

/** A number for a text (FNV-1a), to seed from names. */
export function hashText(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
}

export const clamp = (value: number, min: number, max: number): number => Math.min(max, Math.max(min, value));
