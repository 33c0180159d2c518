import type { City } from './city.js';
import { distance, toPlane, type Point } from './plane.js';
import type { SimulatedThing } from './simulated-thing.js';

const COORDINATES = /^(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)$/;
/** Further away than this a place is not in the city's network. */
const MAX_METRES = 30_000;

const named = (thing: SimulatedThing, text: string): boolean =>
  thing.metadata.name.toLowerCase().includes(text) || thing.metadata.feeder?.id.toLowerCase() === text;

/** The point that `where` means: "longitude,latitude" or a neighbourhood's name. */
function pointOf(city: City, where: string): Point | undefined {
  const [, longitude, latitude] = COORDINATES.exec(where) ?? [];
  if (longitude !== undefined) return toPlane(Number(longitude), Number(latitude));
  const text = where.toLowerCase();
  if (text === '') return undefined;
  return (
    city.places.find((p) => p.name.toLowerCase() === text) ??
    city.places.find((p) => p.name.toLowerCase().includes(text))
  )?.point;
}

function nearestThing<T extends SimulatedThing>(things: readonly T[], point: Point): T | undefined {
  let best: T | undefined;
  for (const thing of things) if (!best || distance(thing.point, point) < distance(best.point, point)) best = thing;
  return best && distance(best.point, point) <= MAX_METRES ? best : undefined;
}

/**
 * The Things among some that `where` means: the one with this id, else all with this in their name or on this feeder, else
 * the one nearest to a neighbourhood or to "longitude,latitude". Never empty.
 * @throws Error where nothing matches, with what could be asked
 */
export function findThings<T extends SimulatedThing>(city: City, things: readonly T[], where: string): T[] {
  const text = where.trim().toLowerCase();
  const exact = things.filter((thing) => thing.metadata.thing === where.trim());
  if (exact.length > 0) return exact;
  const matching = text === '' ? [] : things.filter((thing) => named(thing, text));
  if (matching.length > 0) return matching;
  const point = pointOf(city, where.trim());
  const near = point && nearestThing(things, point);
  if (near) return [near];
  throw new Error(
    `"${where}" is no place of this city. Give a Thing's id, part of a name (such as "${things[0]?.metadata.name}"), ` +
      'a neighbourhood, or longitude,latitude',
  );
}

/** The point that `where` means for something that needs no Thing: a place, coordinates, or where a Thing stands. */
export const findPoint = (city: City, where: string): Point =>
  pointOf(city, where.trim()) ?? findThings(city, city.things, where)[0].point;
