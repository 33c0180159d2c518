import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Plan } from './run-plan.js';
import type { CityScore } from './score/score.js';

/** Judges cities in worker threads; the answers are in the order of the plans, whoever is ready first. */
export async function judgeCities(
  plans: readonly Plan[],
  workers: number,
  done: (score: CityScore, nth: number) => void = () => undefined,
): Promise<CityScore[]> {
  const scores: CityScore[] = [];
  const queue = plans.map((plan, i) => ({ plan, i }));
  const one = async (): Promise<void> => {
    const worker = new Worker(join(import.meta.dirname, 'main-city.js'));
    try {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        scores[next.i] = await answerOf(worker, next.plan);
        done(scores[next.i], next.i);
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(workers, plans.length) }, one));
  return scores;
}

async function answerOf(worker: Worker, plan: Plan): Promise<CityScore> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', (score: CityScore) => {
      worker.off('error', reject);
      resolve(score);
    });
    worker.postMessage(plan);
  });
}
