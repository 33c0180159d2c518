import type { DetectionTuning } from '@citywatch/contracts';
import { boundsOf, changesOf, isSame, parseEntry, shownOf, withDetector } from './tuning';

const tuning: DetectionTuning = {
  falseAlarmsPerWeek: 0.05,
  extremeDecades: 2,
  persistence: 3,
  gapIntervals: 3,
  stuckMs: 1_800_000,
  detectors: ['seasonal', 'gap'],
};

describe('entries', () => {
  it('are typed in the unit of the screen, within the bounds of the contract', () => {
    expect(shownOf('stuckMs', 1_800_000)).toBe(30);
    expect(parseEntry('stuckMs', '45')).toBe(2_700_000);
    expect(boundsOf('stuckMs')).toEqual({ min: 1, max: 1_440, whole: false });
    expect(boundsOf('persistence')).toEqual({ min: 1, max: 20, whole: true });
  });

  it('are null just beyond a bound, where nothing is typed and where a whole number is wanted', () => {
    expect([parseEntry('falseAlarmsPerWeek', '0.001'), parseEntry('falseAlarmsPerWeek', '10')]).toEqual([0.001, 10]);
    expect([parseEntry('falseAlarmsPerWeek', '0.0009'), parseEntry('falseAlarmsPerWeek', '10.1')]).toEqual([
      null,
      null,
    ]);
    expect([parseEntry('persistence', '2.5'), parseEntry('persistence', ''), parseEntry('persistence', 'two')]).toEqual(
      [null, null, null],
    );
  });

  it('take a decimal comma', () => {
    expect(parseEntry('falseAlarmsPerWeek', ' 0,25 ')).toBe(0.25);
  });
});

describe('changes', () => {
  it('name what differs and nothing else', () => {
    const to = { ...tuning, persistence: 2, detectors: ['seasonal', 'peers'] as DetectionTuning['detectors'] };
    expect(changesOf(tuning, to)).toEqual([
      { key: 'persistence', from: 3, to: 2 },
      { key: 'detectors', on: ['peers'], off: ['gap'] },
    ]);
  });

  it('do not see the order of detectors', () => {
    expect(isSame(tuning, { ...tuning, detectors: ['gap', 'seasonal'] })).toBe(true);
  });
});

it('switches detectors, and never the last one off', () => {
  expect(withDetector(tuning, 'peers', true).detectors).toEqual(['seasonal', 'gap', 'peers']);
  const one = withDetector(tuning, 'gap', false);
  expect(one.detectors).toEqual(['seasonal']);
  expect(withDetector(one, 'seasonal', false)).toBe(one);
});
