import type { SessionAnswer } from '@citywatch/contracts';
import { createContext, useContext } from 'react';

export type City = SessionAnswer['city'];

/** What is known of the city before sign-in: enough for the sign-in screen to show a time. */
export const UNKNOWN_CITY: City = {
  name: 'Chicago',
  timeZone: 'America/Chicago',
  units: 'us',
  centre: [-87.6658, 41.8779],
  bounds: [-87.95, 41.62, -87.5, 42.05],
};

export const CityContext = createContext<City>(UNKNOWN_CITY);

/** Name, zone, units, centre and bounds of the city watched. */
export const useCity = (): City => useContext(CityContext);
