import { parentPort } from 'node:worker_threads';
import { runCity, type CityPlan } from './city/run-city.js';
import { scoreCity } from './score/score.js';

/** A worker: one plan in, one score out. */
parentPort?.on('message', (plan: CityPlan) => parentPort?.postMessage(scoreCity(runCity(plan))));
