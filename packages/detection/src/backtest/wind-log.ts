import { propertyIndex, type Report } from '@citywatch/contracts';
import { meanWind, windStepFor, WIND_STEP_MS, type Wind, type WindReading } from '../correlation/wind.js';

const SPEED = propertyIndex('windSpeed');
const DIRECTION = propertyIndex('windDirection');
/** Steps that are remembered: anomalies are raised at most hours after they began. */
const KEPT = 48;

/** The city's wind of the last hours, from its own stations' reports. */
export class WindLog {
  private readonly steps = new Map<number, WindReading[]>();
  private readonly means = new Map<number, Wind | null>();

  /** Takes a report; flagged readings do not count. */
  note({ properties, results, qualities, phenomenonTime }: Report): void {
    const at = properties.indexOf(DIRECTION);
    const speedAt = at < 0 ? -1 : properties.indexOf(SPEED);
    if (speedAt < 0 || qualities[at] !== 0 || qualities[speedAt] !== 0) return;
    const step = Math.floor(phenomenonTime / WIND_STEP_MS) * WIND_STEP_MS;
    const readings = this.steps.get(step);
    const reading = { speed: results[speedAt], from: results[at] };
    if (readings !== undefined) readings.push(reading);
    else {
      this.steps.set(step, [reading]);
      for (const old of this.steps.keys())
        if (this.steps.size > KEPT && old < step - KEPT * WIND_STEP_MS) this.forget(old);
    }
    this.means.delete(step);
  }

  /** The wind that counts for what began at `time`, ms; null where nobody measured it. */
  windFor(time: number): Wind | null {
    const step = windStepFor(time);
    const known = this.means.get(step);
    if (known !== undefined) return known;
    const mean = meanWind(this.steps.get(step) ?? []);
    this.means.set(step, mean);
    for (const old of this.means.keys()) if (old < step - KEPT * WIND_STEP_MS) this.means.delete(old);
    return mean;
  }

  private forget(step: number): void {
    this.steps.delete(step);
    this.means.delete(step);
  }
}
