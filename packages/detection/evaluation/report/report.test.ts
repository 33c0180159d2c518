import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { loadResult, saveResult } from '../results.service.js';
import { anomaly, event, HOUR, incident, runOf } from '../score/example-run.js';
import { figuresOf } from '../score/figures.js';
import { scoreCity } from '../score/score.js';
import { barChart } from './charts.js';
import { differences, rounded } from './rounded.js';
import { writeReport } from './write-report.service.js';

const run = runOf(
  [event('crash', 'e', HOUR, 2 * HOUR, ['a', 'b']), event('substation', 's', 5 * HOUR, 6 * HOUR, ['c'])],
  [anomaly('1', 'a', HOUR + 60_000), anomaly('2', 'b', HOUR + 120_000), anomaly('3', 'c', 5 * HOUR)],
  [incident('i', ['1', '2']), incident('j', ['3'])],
);
const figures = figuresOf([scoreCity(run)]);

describe('what is committed', () => {
  test('has four digits, and null for what is no number', () => {
    expect(rounded({ a: 1 / 3, b: [123_456.7, NaN], c: 'x', d: 12_345_678 })).toEqual({
      a: 0.3333,
      b: [123_500, null],
      c: 'x',
      d: 12_345_678,
    });
  });

  test('a difference is named with its place', () => {
    expect(differences({ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] })).toEqual([]);
    expect(differences({ a: [1, { b: 2 }] }, { a: [1, { b: 3 }] })).toEqual(['a.1.b was 2, is now 3']);
    expect(differences({ a: 1 }, { b: 1 })).toEqual(['a was 1, is now absent', 'b was absent, is now 1']);
    expect(differences({ a: 100 }, { a: 101 }, 0.01)).toEqual([]);
    expect(differences({ a: 100 }, { a: 102 }, 0.01)).toHaveLength(1);
  });

  test('is taken up as it was stored, and makes table and charts', () => {
    const folder = mkdtempSync(join(tmpdir(), 'evaluation-'));
    try {
      expect(loadResult(folder, 'cities')).toBeUndefined();
      saveResult(folder, 'cities', { all: figures });
      const cities = loadResult(folder, 'cities');
      expect(cities?.['all'].recall.value).toBe(1);
      writeReport(folder, { cities, budgets: { 2: figures } });
      expect(readdirSync(folder).sort()).toEqual([
        'cities.json',
        'delay.svg',
        'recall-by-false-alarms.svg',
        'recall-by-kind.svg',
        'table.md',
      ]);
      const table = readFileSync(join(folder, 'table.md'), 'utf8');
      expect(table).toContain('| event recall, no network | 100.0 % (100.0 % to 100.0 %) | 90 % | 95 % | yes |');
      expect(table).toContain('| substation fault: one incident, one notification | 1 of 1 faults | all |  | yes |');
      expect(table).toContain('| event recall, with the network | not measured | 92 % | 95 % |  |');
      expect(table).not.toContain('second simulator');
      writeReport(folder, { 'second-simulator': { all: figures, 'every minute': figures } });
      const second = readFileSync(join(folder, 'table.md'), 'utf8').split('## Cities of a second simulator')[1];
      expect(second).toContain('| every 5 minutes, with the network | 100.0 % |');
      expect(second).toContain('| every minute | 100.0 % |');
      expect(second).toContain('| crash | 1 | 100.0 %');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

test('a file of an older shape is named and left out; the rest of the table is written', () => {
  const folder = mkdtempSync(join(tmpdir(), 'evaluation-'));
  try {
    const kinds = Object.entries(figures.recallByKind).map(([kind, { delayP50: _, ...rest }]) => [kind, rest] as const);
    saveResult(folder, 'cities', { all: { ...figures, recallByKind: Object.fromEntries(kinds) } });
    saveResult(folder, 'network', { all: figures });
    const results = { cities: loadResult(folder, 'cities'), network: loadResult(folder, 'network') };
    expect(writeReport(folder, results)).toEqual([
      `left out of the table: ${join(folder, 'cities.json')} is of an older shape; run it again with npm run evaluate -- --part cities`,
    ]);
    const table = readFileSync(join(folder, 'table.md'), 'utf8');
    expect(table).toContain('| event recall, no network | not measured |');
    expect(table).toContain('| event recall, with the network | 100.0 % (100.0 % to 100.0 %) |');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a chart says what it is and keeps text as text', () => {
  const chart = barChart('A < B', [{ name: 'x & y', value: 0.5, label: '50 %' }], 1);
  expect(chart).toContain('aria-label="A &lt; B"');
  expect(chart).toContain('x &amp; y');
  expect(chart.match(/<rect /g)).toHaveLength(1);
});
