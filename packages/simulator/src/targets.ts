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
 * The Thing among some that `where` means: its id, part of its name, its feeder, or the one nearest to a neighbourhood
 * or to "longitude,latitude".
 * @throws Error where nothing matches, with what could be asked
 */
export function findThing<T extends SimulatedThing>(city: City, things: readonly T[], where: string): T {
  const text = where.trim().toLowerCase();
  const direct =
    things.find((t) => t.metadata.thing === where.trim()) ??
    (text === '' ? undefined : things.find((t) => named(t, text)));
  const point = direct ? undefined : pointOf(city, where.trim());
  const found = direct ?? (point && nearestThing(things, point));
  if (found) return found;
  const example = things[0]?.metadata;
  throw new Error(
    `"${where}" is no place of this city. Give a Thing's id, part of a name (such as "${example?.name ?? 'Halsted St'}"), ` +
      'a neighbourhood, or longitude,latitude',
  );
}

/** The point that `where` means for something that needs no Thing: a place, coordinates, or where a Thing stands. */
export const findPoint = (city: City, where: string): Point =>
  pointOf(city, where.trim()) ?? findThing(city, city.things, where).point;
