import { oddsOf, rarityOf } from './rarity';

const MINUTE = 60_000;

describe('rarityOf', () => {
  it('says how often chance would do it, at the pace of the readings', () => {
    // 5 min × 10^4.4 = 87 days
    expect(rarityOf({ detector: 'seasonal', score: 4.4 }, 5 * MINUTE)).toEqual({
      kind: 'period',
      unit: 'months',
      count: 3,
    });
    expect(rarityOf({ detector: 'seasonal', score: 2 }, 5 * MINUTE)).toEqual({
      kind: 'period',
      unit: 'hours',
      count: 8,
    });
    expect(rarityOf({ detector: 'rate', score: 4 }, MINUTE)).toEqual({ kind: 'period', unit: 'days', count: 7 });
    expect(rarityOf({ detector: 'seasonal', score: 4 }, 5 * MINUTE)).toEqual({
      kind: 'period',
      unit: 'weeks',
      count: 5,
    });
    expect(rarityOf({ detector: 'seasonal', score: 5.5 }, 5 * MINUTE)).toEqual({
      kind: 'period',
      unit: 'years',
      count: 3,
    });
  });

  it('judges patterns by steps of 5 minutes, however often the sensor reports', () => {
    expect(rarityOf({ detector: 'pattern', score: 4.4 }, 10_000)).toEqual({ kind: 'period', unit: 'months', count: 3 });
    expect(rarityOf({ detector: 'pattern', score: 2 }, 60 * MINUTE)).toEqual({
      kind: 'period',
      unit: 'days',
      count: 4,
    });
  });

  it('claims nothing beyond ten years', () => {
    expect(rarityOf({ detector: 'seasonal', score: 12 }, MINUTE)).toEqual({ kind: 'never', years: 10 });
  });

  it('says the odds where chance has no pace', () => {
    expect(rarityOf({ detector: 'stuck', score: 4.2 }, MINUTE)).toEqual({ kind: 'odds', oneIn: 10_000 });
    expect(rarityOf({ detector: 'seasonal', score: 4.4 }, null)).toEqual({ kind: 'odds', oneIn: 20_000 });
  });

  it('calls an impossible value and a silence not rare', () => {
    expect(rarityOf({ detector: 'range', score: 6 }, MINUTE)).toBeNull();
    expect(rarityOf({ detector: 'gap', score: 6 }, MINUTE)).toBeNull();
  });
});

it('rounds odds down to one digit, to one in a million at most', () => {
  expect(oddsOf(4.95)).toBe(80_000);
  expect(oddsOf(3)).toBe(1_000);
  expect(oddsOf(11)).toBe(1_000_000);
});
