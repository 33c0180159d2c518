import { rushAt } from './habits.js';
import type { Moment } from './clock.js';
import type { Noise } from './noise.js';
import type { Readings, Station } from './thing.js';
import type { Sky } from './weather.js';

/** Emissions of traffic are thinner than its counts: parking, heating and night traffic go on. */
const AROUND_THE_CLOCK = 0.25;
/** µg/m³ of O3 that 1 µg/m³ of NO2 stands for: both are made of the same oxygen. */
const TITRATED = 0.9;

/**
 * What an air station reads. One city-wide haze carries fine dust, one stagnation all that traffic emits; PM10 is PM2.5 and coarse dust,
 * ozone what NO2 leaves of the oxidant, humidity what temperature makes of the dew point.
 * @param smoke of a fire, µg/m³ of PM2.5
 */
export function readAir(station: Station, moment: Moment, sky: Sky, noise: Noise, smoke: number): Readings {
  const { slow, fast } = noise;
  const { roadside, level, dustLevel } = station;
  const traffic = roadside * (AROUND_THE_CLOCK + rushAt(station.habits, moment));
  const washed = 1 - 0.3 * sky.rain;
  const background = 9 * level * Math.exp(0.5 * sky.haze + 0.2 * sky.plume) * Math.sqrt(sky.stagnation) * washed;
  const fine = (background + 4 * traffic * sky.stagnation) * Math.exp(0.2 * slow[0]) + smoke;
  const blown = Math.exp(0.35 * sky.dust + 0.25 * slow[1]) * (0.6 + 0.5 * sky.sun) * (1 - 0.6 * sky.rain);
  const coarse = (8 + 4 * traffic) * dustLevel * blown + 0.2 * smoke;
  const emitted = (6 * level + 26 * traffic) * sky.stagnation * Math.exp(0.2 * sky.mixing + 0.2 * slow[2]);
  const no2 = emitted + (0.5 + 0.03 * emitted) * fast[2];
  const oxidant = (62 + 45 * sky.sun * Math.max(0.3, sky.temperature / 18)) * Math.exp(0.12 * sky.oxidant);
  const temperature = sky.temperature + station.warmer + 0.45 * slow[3] + 0.1 * fast[3];
  return {
    pm25: Math.max(0, fine + (0.4 + 0.05 * fine) * fast[0]),
    pm10: Math.max(0, fine + coarse + (0.6 + 0.05 * (fine + coarse)) * fast[1]),
    no2: Math.max(0, no2),
    o3: Math.max(0, oxidant - TITRATED * emitted + 5 * slow[4] + 1.5 * fast[4]),
    temperature,
    humidity: humidityOf(temperature, sky.dewPoint + 0.3 * slow[5]),
    ...wind(station, sky, noise),
  };
}

/** Relative humidity, % (Magnus formula; constants of Alduchov and Eskridge 1996). */
function humidityOf(temperature: number, dewPoint: number): number {
  const exponent = (celsius: number) => (17.625 * celsius) / (243.04 + celsius);
  return Math.min(100, 100 * Math.exp(exponent(dewPoint) - exponent(temperature)));
}

/** Where the wind comes from, degrees; the weaker it is the less it has a direction. */
function wind({ exposure }: Station, sky: Sky, { slow, fast }: Noise): Readings {
  const windSpeed = sky.windSpeed * exposure * (0.8 + 0.3 * sky.sun) * Math.exp(0.2 * slow[0] + 0.15 * fast[0]);
  const from = (Math.atan2(-sky.east, -sky.north) * 180) / Math.PI;
  const swing = 6 + 30 / (1 + windSpeed);
  return { windSpeed, windDirection: (((from + swing * (0.7 * slow[1] + 0.5 * fast[1])) % 360) + 360) % 360 };
}
