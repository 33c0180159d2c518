import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { ADVICE, compareQuick, foldersOf } from './evaluate.command.js';

/** Detectors, correlator and evaluation are deterministic: what differs from the committed figures was changed. */
test('a small city, the Numenta benchmark and real data give the figures that are committed', () => {
  const { differences } = compareQuick(foldersOf(join(import.meta.dirname, '..', '..', '..'), null));
  expect(differences.length === 0 ? '' : [...differences.slice(0, 20), ADVICE].join('\n')).toBe('');
}, 300_000);
