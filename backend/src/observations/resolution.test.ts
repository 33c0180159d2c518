import { MAX_POINTS } from '@citywatch/contracts';
import { BUCKET_MS, MAX_SPAN_MS, planResolutions, sourceOf, type Bucket } from './resolution.js';

const minutes = (n: number) => n * 60_000;
const days = (n: number) => n * 86_400_000;

describe('planResolutions', () => {
  it('takes the readings themselves where they fit', () => {
    expect(planResolutions('auto', days(1), minutes(5))).toEqual(['raw', '5m', '1h']);
  });

  it('takes readings at exactly the limit and buckets one interval above it', () => {
    expect(planResolutions('auto', minutes(MAX_POINTS), minutes(1))[0]).toBe('raw');
    expect(planResolutions('auto', minutes(MAX_POINTS + 1), minutes(1))[0]).toBe('5m');
  });

  it('takes the finest bucket that fits', () => {
    expect(planResolutions('auto', days(1), 1_000)).toEqual(['5m', '1h']);
    expect(planResolutions('auto', days(7), 1_000)).toEqual(['15m', '1h']);
    expect(planResolutions('auto', days(30), 1_000)).toEqual(['1h']);
    expect(planResolutions('auto', days(365), 1_000)).toEqual(['1d']);
  });

  it('gives the asked bucket, and a coarser one where it would be too many points', () => {
    expect(planResolutions('1h', days(1), 1_000)).toEqual(['1h']);
    expect(planResolutions('1m', days(30), 1_000)).toEqual(['1h']);
  });

  it('never plans more buckets than MAX_POINTS, wherever the range begins', () => {
    for (let span = 1_000; span <= MAX_SPAN_MS; span *= 1.37)
      for (const resolution of planResolutions('auto', span, Infinity))
        if (resolution !== 'raw') expect(Math.ceil(span / BUCKET_MS[resolution]) + 1).toBeLessThanOrEqual(MAX_POINTS);
    expect(planResolutions('auto', MAX_SPAN_MS, 1_000)).toEqual(['1d']);
  });
});

test('a bucket comes from the coarsest roll-up that is not coarser than it', () => {
  const sources = Object.fromEntries((Object.keys(BUCKET_MS) as Bucket[]).map((bucket) => [bucket, sourceOf(bucket)]));
  expect(sources).toEqual({
    '1m': 'observation_1m',
    '5m': 'observation_1m',
    '15m': 'observation_1m',
    '1h': 'observation_1h',
    '6h': 'observation_1h',
    '1d': 'observation_1h',
  });
});
