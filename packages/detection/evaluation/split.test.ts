import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { heldOutSeed, heldOutSeeds, REGRESSION_SEED, secondHeldOutSeeds, tuningSeed, tuningSeeds } from './split.js';

const packageRoot = join(import.meta.dirname, '..');
/** Where something is tuned or trained: whatever makes a city there must say which side of the split it is on. */
const FOLDERS = ['training', 'evaluation', 'src'];
const SOURCE = /\.(ts|mjs|js|py)$/;
/** The evaluation's own files that make a city; their seeds come from arguments.ts, which checks them by the split. */
const JUDGES = /^evaluation\/(city|special|data|second-simulator)\//;
/** Whatever makes a city, of either simulator. */
const MAKES_A_CITY = /\b(createCity|new SecondCity)\s*\(/;

const files = FOLDERS.flatMap((folder) => {
  try {
    return readdirSync(join(packageRoot, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
      join(folder, file),
    );
  } catch {
    return [];
  }
}).filter((file) => SOURCE.test(file) && !file.includes('dist/') && !file.includes('node_modules/'));
const textOf = (file: string): string => readFileSync(join(packageRoot, file), 'utf8');

describe('the split of simulated cities', () => {
  test('has two sides that share no seed', () => {
    expect(tuningSeeds()).toHaveLength(99);
    expect(heldOutSeeds()).toHaveLength(12);
    expect(secondHeldOutSeeds()).toHaveLength(6);
    const held = [...heldOutSeeds(), ...secondHeldOutSeeds()];
    expect(tuningSeeds().some((seed) => held.includes(seed))).toBe(false);
    expect(new Set(held).size).toBe(held.length);
  });

  test('gives a tuning script no other seed', () => {
    expect(tuningSeeds().map(tuningSeed)).toEqual(tuningSeeds());
    for (const seed of [...heldOutSeeds(), ...secondHeldOutSeeds(), REGRESSION_SEED, 0, 100, 1.5, NaN])
      expect(() => tuningSeed(seed)).toThrow(/must not be tuned/);
    expect(() => tuningSeed(2_000)).toThrow(/kept for the evaluation/);
    expect(heldOutSeed(2_011)).toBe(2_011);
    expect(() => heldOutSeed(REGRESSION_SEED)).toThrow(/is not held out/);
    expect(() => heldOutSeed(7)).toThrow(/is not held out: those are 2000 to 2011/);
  });

  test('no training script asks for a held-out seed', () => {
    for (const file of files.filter((file) => file.startsWith('training/'))) {
      const named = textOf(file)
        .replaceAll('_', '')
        .match(/heldOutSeed|seeds?\W{1,12}([12]0(0\d|1[01])|300[0-5])\b/i);
      expect([file, ...(named ?? [])]).toEqual([file]);
    }
  });

  test('every file that makes a city takes its seed through the split, or is a test', () => {
    const makers = files.filter((file) => MAKES_A_CITY.test(textOf(file)));
    const unchecked = makers.filter(
      (file) => !/\.test\.ts$/.test(file) && !JUDGES.test(file) && !/\btuningSeeds?\s*\(/.test(textOf(file)),
    );
    expect(unchecked.map((file) => relative('.', file))).toEqual([]);
    expect(makers.some((file) => JUDGES.test(file))).toBe(true);
  });

  test('tests use no held-out seed either, as they are run while something is changed', () => {
    const tests = files.filter((file) => /\.test\.ts$/.test(file) && MAKES_A_CITY.test(textOf(file)));
    for (const file of tests)
      expect([
        file,
        ...(textOf(file)
          .replaceAll('_', '')
          .match(/(seed: |SecondCity\()([12]0(0\d|1[01])|300[0-5])\b/g) ?? []),
      ]).toEqual([file]);
  });
});
