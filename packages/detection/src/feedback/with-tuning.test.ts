import { describe, expect, test } from '@jest/globals';
import { DETECTORS, DetectionTuning } from '@citywatch/contracts';
import { DEFAULT_SETTINGS } from '../detector/context.js';
import { zoneOffset } from '../local-time.js';
import { tuningNow, tuningOf, withTuning } from './with-tuning.js';

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

describe('a tuning that was saved before a detector existed', () => {
  const defaults = tuningOf(settings);
  const saved: DetectionTuning = { ...defaults, persistence: 4, detectors: ['seasonal', 'gap'] };

  test('lets kinds that came later do what they do by default, and leaves out what somebody took out', () => {
    const known = ['seasonal', 'stuck', 'gap'];
    expect(tuningNow(saved, known, { ...defaults, detectors: ['seasonal', 'stuck', 'clock'] })).toEqual({
      ...saved,
      detectors: ['seasonal', 'gap', 'clock'],
    });
  });

  test('is as it was saved where nothing came later', () => {
    expect(tuningNow(saved, DETECTORS, defaults)).toEqual(saved);
  });
});
