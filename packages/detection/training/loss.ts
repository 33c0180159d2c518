/** Degrees of freedom of the errors' distribution: city sensors have heavy tails. */
export const FREEDOM = 4;
/** Bounds of the scale's logarithm, as where the forecast is used. */
const LEAST_LOG = -4;
const MOST_LOG = 4;

/** Student's negative log-likelihood without its constant, and its gradients by mean and log-scale into `gradient`. */
export function loss(output: Float32Array, target: number, gradient: Float32Array): number {
  const [mean, rawLog] = output;
  const log = Math.min(MOST_LOG, Math.max(LEAST_LOG, rawLog));
  const error = target - mean;
  const own = FREEDOM * Math.exp(2 * log);
  const share = ((FREEDOM + 1) * error) / (own + error * error);
  gradient[0] = -share;
  gradient[1] = log === rawLog ? 1 - share * error : 0;
  return log + ((FREEDOM + 1) / 2) * Math.log1p((error * error) / own);
}

/** Distribution function of Student's t with four degrees of freedom, in closed form. */
function cumulative(t: number): number {
  const square = (t * t) / (4 + t * t);
  return 0.5 + 0.75 * Math.sign(t) * Math.sqrt(square) * (1 - square / 3);
}

/**
 * Continuous ranked probability score of a Student t forecast with four degrees of freedom; the unit is the target's
 * (Jordan, Krüger and Lerch, "Evaluating Probabilistic Forecasts with scoringRules", 2019, appendix A).
 */
export function crps(mean: number, scale: number, target: number): number {
  const t = (target - mean) / scale;
  const density = 0.375 * Math.pow(1 + (t * t) / 4, -2.5);
  return scale * (t * (2 * cumulative(t) - 1) + (2 * density * (4 + t * t)) / 3 - BETA_TERM);
}
/** 2√4 / 3 · B(1/2, 7/2) / B(1/2, 2)². */
const BETA_TERM = (4 / 3) * ((5 * Math.PI) / 16 / (16 / 9));
