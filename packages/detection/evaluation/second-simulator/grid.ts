import { bell, type Moment } from './clock.js';
import type { Noise } from './noise.js';
import type { Feeder, Head, Readings, Transformer } from './thing.js';
import type { Sky } from './weather.js';

/** Volts. */
const SERVICE = 240;
const PRIMARY = 7_200;
/** The tap changer keeps the voltage at the head within a band, in steps of 5/8 % (IEEE C57.15). */
const TARGET = 1.02;
const BAND = 0.01;
const TAP = 0.00625;
/** What large loads that come and go do to all of a feeder from one report to the next. */
const SWITCHING = 0.001;
/** Hours in which a transformer's oil comes two thirds nearer to its final warmth (IEEE C57.91). */
const OIL_HOURS = 3;
/** What is left on a meter without voltage, volts, amperes, kilowatts. */
const RESIDUE = 0.1;

/** What all Things of a feeder have in common at a moment. */
export interface FeederState {
  /** Voltage at the head, of the nominal one. */
  readonly voltage: number;
  /** Demand beside the usual one. */
  readonly mood: number;
  /** What its transformers with a meter are asked for: each adds its own. */
  kilowatts: number;
}

/** Usual load at a moment, of a peak of about 1: homes have a morning and an evening, offices a day. */
export function usualLoad(offices: number, evening: number, { hour, isWeekend }: Moment, temperature: number): number {
  const homes = 0.4 + 0.15 * bell(hour, 8, 1.5) + 0.2 * bell(hour, 13.5, 4) + 0.45 * bell(hour, evening, 2.5);
  const office = 0.3 + (isWeekend ? 0.2 : 0.7) * bell(hour, 13, 3.8);
  const cooling = 0.025 * Math.max(0, temperature - 21);
  const heating = 0.01 * Math.max(0, 12 - temperature);
  return ((1 - offices) * homes + offices * office) * (1 + cooling + heating);
}

/** Voltage at the head of a feeder, which a tap changer moves in steps. */
export class Regulator {
  private tap = 0;

  /** @param wander of the network above, and `switching` on and off on it: mean 0, standard deviation 1, each */
  step(load: number, wander: number, switching: number): number {
    const voltage = 1.01 + 0.004 * wander + SWITCHING * switching - 0.02 * load + TAP * this.tap;
    if (voltage > TARGET + BAND) this.tap--;
    else if (voltage < TARGET - BAND) this.tap++;
    return voltage;
  }
}

/**
 * What a transformer's meter reads. Power is drawn by homes; current, load and heat are what that power makes of the voltage and the
 * power factor, so they agree with each other up to the meter's own class.
 */
export class TransformerMeter {
  private oil: number;
  private kilowatts = 0;

  constructor(
    private readonly transformer: Transformer,
    private readonly intervalMs: number,
  ) {
    this.oil = transformer.rise * 0.3;
  }

  /** People ask for power, whether there is any or not. */
  ask(moment: Moment, sky: Sky, feeder: FeederState, { slow, fast }: Noise): void {
    const { offices, evening, ratingKva, utilisation, powerFactor } = this.transformer;
    const share = utilisation * usualLoad(offices, evening, moment, sky.temperature);
    this.kilowatts = ratingKva * powerFactor * share * Math.exp(0.04 * feeder.mood + 0.08 * slow[0] + 0.03 * fast[0]);
    feeder.kilowatts += this.kilowatts;
  }

  read(sky: Sky, feeder: FeederState, { slow, fast }: Noise, isDark: boolean): Readings {
    const { ratingKva, drop, rise, powerFactor } = this.transformer;
    const power = isDark ? 0 : this.kilowatts;
    const factor = Math.min(1, powerFactor + 0.006 * slow[1]);
    const loading = power / factor / ratingKva;
    const kept = 1 - Math.exp(-this.intervalMs / 3_600_000 / OIL_HOURS);
    this.oil += kept * (rise * loading ** 1.6 - this.oil);
    const transformerTemperature = sky.temperature + 8 + 4 * sky.sun + this.oil + 0.2 * fast[5];
    if (isDark) {
      const residue = RESIDUE * Math.min(1, Math.abs(fast[1]));
      return { voltage: residue, current: residue, activePower: residue, load: 0, transformerTemperature };
    }
    const voltage = SERVICE * (feeder.voltage - drop * loading + 0.0015 * slow[2] + 0.001 * fast[1]);
    const current = ((1_000 * power) / factor / voltage) * (1 + 0.003 * fast[2]);
    const load = 100 * loading * (1 + 0.005 * fast[4]);
    return { voltage, current, activePower: power * (1 + 0.003 * fast[3]), load, transformerTemperature };
  }
}

/** What the meter at the head reads: the power of the transformers that have a meter is a part of the feeder's. */
export function readHead({ wholeFeeder }: Head, feeder: FeederState, { slow, fast }: Noise, isDark: boolean): Readings {
  const power = isDark ? RESIDUE * Math.abs(fast[1]) : feeder.kilowatts * wholeFeeder * Math.exp(0.015 * slow[0]);
  return { voltage: PRIMARY * (feeder.voltage + 0.0004 * fast[0]), activePower: power * (1 + 0.003 * fast[1]) };
}

/** Load of a whole feeder for its regulator, 0 to about 1. */
export const feederLoad = ({ offices, homesEvening }: Feeder, moment: Moment, sky: Sky): number =>
  usualLoad(offices, homesEvening, moment, sky.temperature);
