import { parentPort } from 'node:worker_threads';
import { runPlan, type Plan } from './run-plan.js';
import { scoreCity } from './score/score.js';

/** A worker: one plan in, one score out. */
parentPort?.on('message', (plan: Plan) => parentPort?.postMessage(scoreCity(runPlan(plan))));
