import { sunAt, type Moment } from './clock.js';
import { Wander } from './noise.js';
import { Random } from './random.js';

const HOUR_MS = 3_600_000;
/** Half-lives, hours: weather fronts pass in a day or two, showers in hours. */
const HALF_LIVES = {
  east: 12,
  north: 12,
  warmth: 30,
  moisture: 30,
  rain: 3,
  haze: 24,
  plume: 4,
  dust: 10,
  mixing: 8,
  oxidant: 24,
} as const;
type Part = keyof typeof HALF_LIVES;

/** What the weather is like everywhere in the city. */
export interface Sky {
  /** m/s towards east and north. */
  readonly east: number;
  readonly north: number;
  readonly windSpeed: number;
  /** Degrees Celsius in the shade, and of the dew point. */
  readonly temperature: number;
  readonly dewPoint: number;
  /** 0 to 1. */
  readonly rain: number;
  readonly sun: number;
  /** How much what is emitted at the ground thickens, about 1: still nights keep it, wind and sun carry it off. */
  readonly stagnation: number;
  /** Mean 0, standard deviation 1. */
  readonly haze: number;
  readonly plume: number;
  readonly dust: number;
  readonly mixing: number;
  readonly oxidant: number;
}

/** The weather of the whole city, step by step. */
export class Weather {
  private readonly parts: Readonly<Record<Part, Wander>>;

  constructor(seed: number, intervalMs: number) {
    const random = new Random(seed, 2);
    const entries = Object.entries(HALF_LIVES) as [Part, number][];
    this.parts = Object.fromEntries(
      entries.map(([part, hours]) => [part, new Wander((hours * HOUR_MS) / intervalMs, random)]),
    ) as Record<Part, Wander>;
  }

  step(moment: Moment): Sky {
    const value = (part: Part): number => this.parts[part].step();
    const east = 1.5 + 2.2 * value('east');
    const north = 0.8 + 2.2 * value('north');
    const windSpeed = Math.hypot(east, north);
    const rain = Math.min(1, Math.max(0, value('rain') - 1.1));
    const sun = sunAt(moment.hour) * (1 - 0.6 * rain);
    // The warmest is at half past three.
    const daily = 5 * Math.cos((2 * Math.PI * (moment.hour - 15.5)) / 24);
    const temperature = 14 + 0.1 * moment.day + 3.5 * value('warmth') + daily - 3 * rain;
    // Sensors seldom see quite 100 % outside of fog.
    const dewPoint = Math.min(temperature - 0.7, 6 + 3 * value('moisture') + 4 * rain);
    return {
      east,
      north,
      windSpeed,
      temperature,
      dewPoint,
      rain,
      sun,
      stagnation: (Math.max(0.7, windSpeed) / 3.5) ** -0.35 * (1.25 - 0.45 * sun),
      haze: value('haze'),
      plume: value('plume'),
      dust: value('dust'),
      mixing: value('mixing'),
      oxidant: value('oxidant'),
    };
  }
}
