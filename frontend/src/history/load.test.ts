import type { CatalogueThing, HistoryAnswer } from '@citywatch/contracts';
import { nearestReading } from './load';

const empty = (nearest?: number) => ({
  thing: {} as CatalogueThing,
  before: null,
  history: { points: [], readings: 0, nearest } as unknown as HistoryAnswer,
});

describe('nearest reading', () => {
  it('is the least far from the period, before or after it', () => {
    expect(nearestReading([empty(100), empty(900), empty()], 500, 800)).toBe(900);
    expect(nearestReading([empty(450), empty(900)], 500, 800)).toBe(450);
  });

  it('is none where no sensor has any', () => {
    expect(nearestReading([empty(), empty()], 0, 1)).toBeNull();
  });
});
