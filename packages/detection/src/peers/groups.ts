import type { Domain } from '@citywatch/contracts';
import { distance, type Position } from '../correlation/geometry.js';
import type { ThingContext } from '../correlation/settings.js';
import type { PeerSettings } from './settings.js';

/** What decides who is whose neighbour. */
export type PeerPlace = Pick<ThingContext, 'thing' | 'domain' | 'longitude' | 'latitude' | 'road' | 'feeder'>;

export interface Neighbour {
  readonly place: PeerPlace;
  /** Along the road, else as the crow flies. */
  readonly metres: number;
  /** Direction to it, degrees clockwise from north: only air stations are asked by the wind. */
  readonly bearing: number;
}

/** A Thing has neighbours of each of its properties: so many times more are kept than are asked of one. */
const SPARE = 4;
/** Metres of a cell in which air stations are looked for. */
const CELL_DEGREES = 0.05;

/**
 * The neighbours of each Thing, nearest first: along the same carriageway, on the same feeder, air stations around. A Thing
 * without a road, a feeder or a place has none. Ids decide between equally near ones.
 */
export function neighboursOf(places: readonly PeerPlace[], settings: PeerSettings): Map<string, Neighbour[]> {
  const rooms = new Map<string, PeerPlace[]>();
  for (const place of places) {
    const key = roomOf(place);
    if (key === null) continue;
    const room = rooms.get(key);
    if (room === undefined) rooms.set(key, [place]);
    else room.push(place);
  }
  const found = new Map<string, Neighbour[]>();
  for (const place of places) found.set(place.thing, nearest(place, candidates(place, rooms), settings));
  return found;
}

/** Things of one room may be neighbours; air stations also of the rooms around. */
function roomOf({ domain, road, feeder, longitude, latitude }: PeerPlace): string | null {
  if (!Number.isFinite(longitude) || !Number.isFinite(latitude)) return null;
  if (domain === 'traffic') return road === null ? null : `road ${road.id} ${road.direction}`;
  if (domain === 'grid') return feeder === null ? null : `feeder ${feeder.id}`;
  return cell(Math.floor(longitude / CELL_DEGREES), Math.floor(latitude / CELL_DEGREES));
}

const cell = (x: number, y: number): string => `air ${x} ${y}`;

function candidates(place: PeerPlace, rooms: ReadonlyMap<string, readonly PeerPlace[]>): readonly PeerPlace[] {
  const key = roomOf(place);
  if (key === null) return [];
  if (place.domain !== 'air-quality') return rooms.get(key) ?? [];
  const [x, y] = [Math.floor(place.longitude / CELL_DEGREES), Math.floor(place.latitude / CELL_DEGREES)];
  const around: PeerPlace[] = [];
  for (const dx of [-2, -1, 0, 1, 2])
    for (const dy of [-1, 0, 1]) around.push(...(rooms.get(cell(x + dx, y + dy)) ?? []));
  return around;
}

const reachOf = ({ roadMetres, feederMetres, airMetres }: PeerSettings): Readonly<Record<Domain, number>> => ({
  traffic: roadMetres,
  grid: feederMetres,
  'air-quality': airMetres,
});

function nearest(place: PeerPlace, others: readonly PeerPlace[], settings: PeerSettings): Neighbour[] {
  const reach = reachOf(settings)[place.domain];
  return others
    .filter((other) => other.thing !== place.thing)
    .map((other) => ({ place: other, metres: metresBetween(place, other), bearing: bearing(place, other) }))
    .filter(({ metres }) => metres <= reach)
    .sort((a, b) => a.metres - b.metres || (a.place.thing < b.place.thing ? -1 : 1))
    .slice(0, SPARE * settings.mostNeighbours);
}

const metresBetween = (a: PeerPlace, b: PeerPlace): number =>
  a.road !== null && b.road !== null ? Math.abs(a.road.position - b.road.position) : distance(a, b);

function bearing(from: Position, to: Position): number {
  const east = (to.longitude - from.longitude) * Math.cos((from.latitude * Math.PI) / 180);
  return (Math.atan2(east, to.latitude - from.latitude) * 180) / Math.PI;
}
