import { describe, expect, test } from '@jest/globals';
import { FEATURES, OUTPUTS } from '@citywatch/detection';
import { crps, loss } from './loss.js';
import { Lessons } from './lessons.js';
import { Network } from './network.js';
import { createRandom, normal } from './random.js';
import { createParameters, initialise } from './shape.js';
import { train } from './train.js';

const random = createRandom(3);
const noise = () => normal(random);

describe('the network', () => {
  test('its gradients are those of its loss', () => {
    const parameters = createParameters();
    initialise(parameters, noise);
    const network = new Network(parameters);
    const row = Float32Array.from({ length: FEATURES }, noise);
    const gradient = new Float32Array(OUTPUTS);
    const gradients = createParameters();
    const lossOf = () => loss(network.forward(row, 0), 1.3, gradient);
    lossOf();
    network.backward(row, 0, gradient, gradients.parts);
    const { all } = parameters;
    const ratios: number[] = [];
    for (let i = 0; i < all.length; i += 17) {
      if (Math.abs(gradients.all[i]) < 0.01) continue;
      const kept = all[i];
      const [above, below] = [0.002, -0.002].map((by) => {
        all[i] = kept + by;
        return lossOf();
      });
      all[i] = kept;
      ratios.push((above - below) / 0.004 / gradients.all[i]);
    }
    expect(ratios.length).toBeGreaterThan(50);
    // A rectifier that turns on or off within the difference has no gradient there: some may be off.
    expect(ratios.filter((ratio) => Math.abs(ratio - 1) < 0.02).length).toBeGreaterThan(0.97 * ratios.length);
  });

  test('learns what can be learnt, and the same weights each time', () => {
    const lessons = new Lessons(2_000);
    for (let i = 0; i < lessons.most; i++) {
      const row = Float32Array.from({ length: FEATURES }, noise);
      lessons.rows.set(row, i * FEATURES);
      lessons.targets[i] = 0.5 * row[3] - 0.5 * row[31] + 0.1 * noise();
      lessons.count++;
    }
    const plan = { seed: 5, batches: 150, batchSize: 32, rate: [3e-3, 1e-3] } as const;
    const losses: number[] = [];
    const one = train(lessons, plan, (_, mean) => losses.push(mean));
    const other = train(lessons, plan, () => undefined);
    expect(losses[losses.length - 1]).toBeLessThan(losses[0] - 0.7);
    expect(other.all).toEqual(one.all);
  });
});

describe('scores', () => {
  test('the likelihood has its least where the truth is', () => {
    const gradient = new Float32Array(2);
    const at = (mean: number, log: number) => loss(Float32Array.of(mean, log), 1, gradient);
    expect(at(1, 0)).toBeLessThan(at(0.5, 0));
    expect(at(1, -2)).toBeLessThan(at(1, 0));
    at(0, 9);
    expect(gradient[1]).toBe(0);
  });

  test('the ranked probability score is the integral that defines it', () => {
    const density = (t: number) => 0.375 * (1 + (t * t) / 4) ** -2.5;
    for (const [mean, scale, target] of [
      [0, 1, 0],
      [0, 1, 2],
      [1, 0.5, -1],
    ]) {
      let cumulative = 0;
      let integral = 0;
      const dx = 0.002;
      for (let x = -80; x < 80; x += dx) {
        cumulative += (density((x + dx / 2 - mean) / scale) / scale) * dx;
        integral += (cumulative - (x + dx / 2 >= target ? 1 : 0)) ** 2 * dx;
      }
      expect(crps(mean, scale, target)).toBeCloseTo(integral, 2);
    }
  });
});
