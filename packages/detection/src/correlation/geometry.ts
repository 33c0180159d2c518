export interface Position {
  readonly longitude: number;
  readonly latitude: number;
}

/** Metres of one degree of latitude. */
export const METRES_PER_DEGREE = 111_195;
/** As at 88.9°: nearer to a pole, where no city is but a wrong latitude may put a Thing, a metre would be any number of degrees. */
const LEAST_NARROWING = 0.02;
/** From here on the exact extent costs more than it tells; the diagonal of the box is at most 41 % longer. */
const EXACT_UP_TO = 150;

/** Length of a degree of longitude at a latitude, as a share of one of latitude; more than 0 at the poles too. */
export const narrowingAt = (latitude: number): number =>
  Math.max(LEAST_NARROWING, Math.cos((latitude * Math.PI) / 180));

/** Metres between two places of one city; equirectangular, under 0.1 % off within 50 km. */
export function distance(a: Position, b: Position): number {
  const middle = ((a.latitude + b.latitude) / 2) * (Math.PI / 180);
  const east = (a.longitude - b.longitude) * Math.cos(middle);
  const north = a.latitude - b.latitude;
  return Math.hypot(east, north) * METRES_PER_DEGREE;
}

/** Mean of the places; there must be one. */
export function centreOf(places: readonly Position[]): Position {
  let longitude = 0;
  let latitude = 0;
  for (const place of places) {
    longitude += place.longitude / places.length;
    latitude += place.latitude / places.length;
  }
  return { longitude, latitude };
}

/** Largest distance between two of the places, metres. */
export function extentOf(places: readonly Position[]): number {
  if (places.length > EXACT_UP_TO) {
    const [longitudes, latitudes] = [places.map((p) => p.longitude), places.map((p) => p.latitude)];
    return distance(
      { longitude: Math.min(...longitudes), latitude: Math.min(...latitudes) },
      { longitude: Math.max(...longitudes), latitude: Math.max(...latitudes) },
    );
  }
  let largest = 0;
  for (let i = 0; i < places.length; i++)
    for (let j = 0; j < i; j++) largest = Math.max(largest, distance(places[i], places[j]));
  return largest;
}
