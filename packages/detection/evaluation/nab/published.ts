import type { Scores } from './score.js';

export interface PublishedScore extends Scores {
  readonly detector: string;
}

const of = (detector: string, standard: number, lowFp: number, lowFn: number): PublishedScore => ({
  detector,
  standard,
  reward_low_FP_rate: lowFp,
  reward_low_FN_rate: lowFn,
});

/**
 * What others reached: results/final_results.json of github.com/numenta/NAB v1.1 (Bayesian changepoint: the scoreboard of its
 * README). Each with a threshold of its own for each profile, found on the whole corpus. Our scorer gives the same figures to four
 * digits for all of them from the rows that NAB publishes, at the thresholds that it publishes.
 */
export const PUBLISHED: readonly PublishedScore[] = [
  of('ARTime', 74.85, 65.15, 80.36),
  of('Numenta HTM', 70.1, 63.12, 74.32),
  of('CAD OSE', 69.9, 66.98, 73.18),
  of('HTM Java', 65.55, 53.26, 70.42),
  of('NumentaTM', 64.55, 56.67, 69.19),
  of('earthgecko Skyline', 58.2, 46.2, 63.8),
  of('KNN CAD', 57.99, 43.41, 64.81),
  of('Relative Entropy', 54.64, 47.6, 58.84),
  of('Random Cut Forest', 51.72, 38.36, 59.75),
  of('Twitter ADVec', 47.06, 33.61, 53.5),
  of('Windowed Gaussian', 39.65, 20.87, 47.41),
  of('Etsy Skyline', 35.69, 27.08, 44.48),
  of('Bayesian changepoint', 17.7, 3.2, 32.2),
  of('Random', 16.83, 5.76, 25.88),
  of('EXPoSE', 16.44, 3.19, 26.92),
  of('Null', 0, 0, 0),
];
