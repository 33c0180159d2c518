import type { CityRun } from './city/found.js';
import { runCity, type CityPlan } from './city/run-city.js';
import { runSecondCity, type SecondPlan } from './second-simulator/run-second-city.js';

/** A simulated city to judge, of either simulator. */
export type Plan = CityPlan | SecondPlan;

export const runPlan = (plan: Plan): CityRun => ('make' in plan ? runSecondCity(plan) : runCity(plan));
