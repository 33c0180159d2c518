import { expect, test } from '@jest/globals';
import { DetectionTuning } from '@citywatch/contracts';
import { DEFAULT_SETTINGS } from '../detector/context.js';
import { zoneOffset } from '../local-time.js';
import { tuningOf, withTuning } from './with-tuning.js';

const settings = { ...DEFAULT_SETTINGS, offsetAt: zoneOffset('America/Chicago') };

test('the defaults are within the bounds of what may be set', () => {
  expect(DetectionTuning.parse(tuningOf(settings))).toEqual(tuningOf(settings));
});

test('a tuning changes what it names and nothing else', () => {
  const tuning: DetectionTuning = { ...tuningOf(settings), falseAlarmsPerWeek: 0.02, detectors: ['gap', 'seasonal'] };
  const changed = withTuning(settings, tuning);
  expect(changed).toEqual({ ...settings, falseAlarmsPerWeek: 0.02, detectors: new Set(['seasonal', 'gap']) });
  expect(tuningOf(changed)).toEqual({ ...tuning, detectors: ['seasonal', 'gap'] });
});
