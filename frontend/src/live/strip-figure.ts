import type { CityFigure } from '@citywatch/contracts';

/** The scale of a figure's gauge, in the property's own unit. */
export interface GaugeScale {
  readonly min: number;
  readonly max: number;
}
/** Ends that people know: a street's speed limit with room, a bad day's PM2.5. */
const KNOWN: Readonly<Record<string, GaugeScale>> = { speed: { min: 0, max: 72 }, pm25: { min: 0, max: 60 } };

/** A fixed scale where one is known, else the expected band with its own width on either side; always holds the value. */
export function gaugeScale({ property, value, low, high }: CityFigure): GaugeScale {
  const band = low !== null && high !== null ? { low, high } : { low: (value ?? 0) * 0.9, high: (value ?? 1) * 1.1 };
  const room = Math.max((band.high - band.low) * 1.5, Math.abs(band.high) * 0.02);
  const { min, max } = KNOWN[property] ?? { min: band.low - room, max: band.high + room };
  const values = [min, max, band.low, band.high, value ?? band.low];
  return { min: Math.min(...values), max: Math.max(...values) };
}

/** How far a figure is out of its band: negative below, positive above, 0 inside or unknown. */
export function outOfBand({ value, low, high }: CityFigure): number {
  if (value === null || low === null || high === null) return 0;
  return value < low ? value - low : value > high ? value - high : 0;
}
