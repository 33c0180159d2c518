import { observedProperty } from '@citywatch/contracts';

/** How a property is shown: shown = stored × factor + offset, with `decimals`. Stored values are in the property's own unit. */
export interface Scale {
  readonly factor: number;
  readonly offset: number;
  readonly unit: string;
  readonly decimals: number;
}
export type Units = 'us' | 'si';

const scale = (unit: string, decimals: number, factor = 1, offset = 0): Scale => ({ factor, offset, unit, decimals });
export const MILES_PER_KM = 0.621371;
const MPH_PER_METRE_PER_SECOND = 2.236936;

/** Unit words that a language may say otherwise. */
export interface UnitWords {
  readonly vehicles: string;
}

/**
 * The scale for a property in a city's units. `magnitude` is the largest value to be shown with it, in the stored unit: it
 * decides between V and kV, kW and MW, so that a figure and its range use the same unit.
 */
export function scaleOf(property: string, units: Units, magnitude: number, words: UnitWords): Scale {
  const large = Math.abs(magnitude);
  switch (observedProperty(property)?.unit) {
    case 'km/h':
      return units === 'us' ? scale('mph', 0, MILES_PER_KM) : scale('km/h', 0);
    case 'm/s':
      return units === 'us' ? scale('mph', 0, MPH_PER_METRE_PER_SECOND) : scale('m/s', 1);
    case 'Cel':
      return units === 'us' ? scale('°F', 0, 1.8, 32) : scale('°C', 1);
    case 'V':
      return large >= 1_000 ? scale('kV', 2, 0.001) : scale('V', 1);
    case 'kW':
      return large >= 1_000 ? scale('MW', large >= 100_000 ? 0 : 1, 0.001) : scale('kW', large >= 100 ? 0 : 1);
    case 'ug/m3':
      return scale('µg/m³', large < 10 ? 1 : 0);
    case '{vehicle}/h':
      return scale(words.vehicles, 0);
    case 'deg':
      return scale('°', 0);
    case 'Hz':
      return scale('Hz', 2);
    case 'A':
      return scale('A', large >= 100 ? 0 : 1);
    case '%':
      return scale('%', 0);
    case 's':
      return scale('s', 0);
    default:
      return scale('', 2);
  }
}

export const applyScale = (scale: Scale, value: number): number => value * scale.factor + scale.offset;
