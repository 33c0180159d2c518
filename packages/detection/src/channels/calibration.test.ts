import { alarms, scoresOf, SHAPES, STEP, stream, WEEK_STEPS } from '../testing/channels.js';
import { ChannelBank } from './bank.js';
import { raiseScore } from './fusion.js';

const SENSORS = 4;
const LEARNING_WEEKS = 2;
const WEEKS = 5;
const BUDGETS = [1, 0.5, 0.1];

/** Alarms per sensor-week of healthy streams after the learning weeks, for each budget. */
function rates(shape: string): number[] {
  const counts = BUDGETS.map(() => 0);
  for (let seed = 1; seed <= SENSORS; seed++) {
    const scores = scoresOf(new ChannelBank(), stream(shape, seed, WEEKS * WEEK_STEPS));
    BUDGETS.forEach((budget, i) => {
      counts[i] += alarms(scores, raiseScore(budget, STEP), LEARNING_WEEKS * WEEK_STEPS);
    });
  }
  return counts.map((count) => count / SENSORS / (WEEKS - LEARNING_WEEKS));
}

describe('the false-alarm budget', () => {
  it.each(Object.keys(SHAPES))('is about kept on %s', (shape) => {
    const [one, half, tenth] = rates(shape);
    expect(one).toBeGreaterThan(1 / 3);
    expect(one).toBeLessThan(3);
    expect(half).toBeGreaterThan(0.5 / 5);
    expect(half).toBeLessThan(3 * 0.5);
    // Heavy and skewed tails: one wild value speaks in many channels at once, and far out the curve promises too little.
    if (!['heavy tails', 'skewed noise'].includes(shape)) expect(tenth).toBeLessThan(0.4);
  });

  it('asks for a decade more where a tenth is allowed, and less of a slower sensor', () => {
    expect(raiseScore(0.05, STEP)).toBeCloseTo(raiseScore(0.5, STEP) + 1);
    expect(raiseScore(0.5, 12 * STEP)).toBeCloseTo(raiseScore(0.5, STEP) - Math.log10(12));
    expect(raiseScore(1e9, STEP)).toBe(0);
    expect(() => raiseScore(0, STEP)).toThrow(/more than 0/);
    expect(() => raiseScore(0.5, NaN)).toThrow(/more than 0/);
  });
});
