import { FEATURES, OUTPUTS } from '@citywatch/detection';
import { Adam } from './adam.js';
import type { Lessons } from './lessons.js';
import { loss } from './loss.js';
import { Network } from './network.js';
import { createRandom, normal } from './random.js';
import { createParameters, initialise, type Parameters } from './shape.js';

export interface TrainingPlan {
  readonly seed: number;
  readonly batches: number;
  readonly batchSize: number;
  /** The learning rate falls from the first to the second along half a cosine. */
  readonly rate: readonly [number, number];
}

/** Trains a network; `tell` hears the mean loss of every hundredth part. The same lessons and plan give the same weights. */
export function train(lessons: Lessons, plan: TrainingPlan, tell: (done: number, loss: number) => void): Parameters {
  const random = createRandom(plan.seed);
  const parameters = createParameters();
  initialise(parameters, () => normal(random));
  const gradients = createParameters();
  const network = new Network(parameters);
  const adam = new Adam(parameters.all);
  const gradient = new Float32Array(OUTPUTS);
  const part = Math.max(1, Math.floor(plan.batches / 100));
  let sum = 0;
  for (let batch = 0; batch < plan.batches; batch++) {
    for (let i = 0; i < plan.batchSize; i++) {
      const row = Math.floor(random() * lessons.count);
      sum += loss(network.forward(lessons.rows, row * FEATURES), lessons.targets[row], gradient);
      for (let o = 0; o < OUTPUTS; o++) gradient[o] /= plan.batchSize;
      network.backward(lessons.rows, row * FEATURES, gradient, gradients.parts);
    }
    adam.step(gradients.all, rateOf(plan, batch));
    if ((batch + 1) % part === 0) {
      tell((batch + 1) / plan.batches, sum / part / plan.batchSize);
      sum = 0;
    }
  }
  return parameters;
}

const rateOf = ({ rate: [from, to], batches }: TrainingPlan, batch: number): number =>
  to + (from - to) * 0.5 * (1 + Math.cos((Math.PI * batch) / batches));
