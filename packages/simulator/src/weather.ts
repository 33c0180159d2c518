import type { LocalTime } from './local-time.js';
import { clamp, mix, wave } from './random.js';

export interface Weather {
  /** °C. */
  readonly temperature: number;
  /** %. */
  readonly humidity: number;
  /** m/s. */
  readonly windSpeed: number;
  /** Degrees the wind comes from. */
  readonly windDirection: number;
  /** Sunlight, 0 to 1. */
  readonly sun: number;
}

const HOUR = 3_600_000;
const LATITUDE = (41.88 * Math.PI) / 180;
/** Chicago's solar noon in minutes of UTC: 87.63° west at 4 minutes a degree. */
const SOLAR_NOON = 720 + 87.63 * 4;

/** Sine of the sun's height, at least 0 (Cooper's declination). */
function sunHeight(time: number, dayOfYear: number): number {
  const declination = ((23.45 * Math.PI) / 180) * Math.sin((2 * Math.PI * (284 + dayOfYear)) / 365);
  const minute = (time / 60_000) % 1440;
  const hourAngle = ((minute - SOLAR_NOON) / 1440) * 2 * Math.PI;
  return Math.max(
    0,
    Math.sin(LATITUDE) * Math.sin(declination) + Math.cos(LATITUDE) * Math.cos(declination) * Math.cos(hourAngle),
  );
}

/** Chicago's weather at a time: its climate (monthly means −4 to 24 °C, wind mostly south-west), days warmer and colder. */
export function weatherAt(seed: number, time: number, { minute, dayOfYear }: LocalTime): Weather {
  const season = -Math.cos((2 * Math.PI * (dayOfYear - 20)) / 365);
  const cloud = clamp(0.45 + 0.4 * wave(mix(seed, 1), time, 11 * HOUR), 0, 1);
  const sun = sunHeight(time, dayOfYear) * (1 - 0.7 * cloud);
  const daily = -Math.cos((2 * Math.PI * (minute / 60 - 3.5)) / 24);
  return {
    temperature: 10 + 14 * season + 4.5 * wave(mix(seed, 2), time, 40 * HOUR) + (2 + 2 * (1 - cloud)) * daily,
    humidity: clamp(68 - 9 * daily + 12 * wave(mix(seed, 3), time, 18 * HOUR), 20, 99),
    windSpeed: clamp(4.4 + 2 * wave(mix(seed, 4), time, 9 * HOUR) + 0.6 * daily, 0.6, 18),
    windDirection: (((225 + 75 * wave(mix(seed, 5), time, 16 * HOUR)) % 360) + 360) % 360,
    sun,
  };
}
