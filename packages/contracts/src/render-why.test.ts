import { describe, expect, test } from '@jest/globals';
import type { AnomalyWhy } from './anomaly.js';
import { renderWhy } from './render-why.js';

const why: AnomalyWhy = {
  channels: [
    { channel: 'time-of-day', score: 4.2 },
    { channel: 'drift', score: 2 },
  ],
  rank: { place: 3, days: 28 },
  neighbours: { agreeing: 3, asked: 4 },
};

describe('why an anomaly was raised', () => {
  test('is one sentence in both languages', () => {
    expect(renderWhy(why, 'en')).toBe(
      'Rarer than 1 in 10,000 for this hour; third largest in 28 days; strongest: time of day, then drift; 3 of 4 neighbours agree',
    );
    expect(renderWhy(why, 'zh')).toBe(
      '在此时段罕见程度超过 10,000 分之一；近 28 天第 3 大；最强依据：时段规律，其次漂移；4 个邻近传感器中 3 个一致',
    );
  });

  test('leaves out what is not known, and channels that say nothing', () => {
    const alone = {
      channels: [
        { channel: 'repeats', score: 7 },
        { channel: 'drift', score: 1.4 },
      ],
      rank: null,
      neighbours: null,
    };
    expect(renderWhy(alone, 'en')).toBe('Rarer than 1 in 1,000,000; strongest: repeats');
    expect(renderWhy({ channels: [], rank: { place: 1, days: 9 }, neighbours: { agreeing: 0, asked: 0 } }, 'en')).toBe(
      'Largest in 9 days',
    );
    expect([renderWhy(null, 'en'), renderWhy(undefined, 'zh')]).toEqual(['', '']);
  });

  test('rounds the odds down, counts beyond ten in figures, and shows unknown channels by their code', () => {
    const late = {
      channels: [{ channel: 'tea-leaves', score: 3.99 }],
      rank: { place: 12, days: 28 },
      neighbours: null,
    };
    expect(renderWhy(late, 'en')).toBe('Rarer than 1 in 9,000; 12th largest in 28 days; strongest: tea-leaves');
  });
});
