import { toPlane, type Point } from '../plane.js';
import { LAND } from './land.generated.js';
import { PLACES } from './places.generated.js';
import { ROADS } from './roads.generated.js';

export type RoadClass = 'motorway' | 'trunk' | 'primary' | 'secondary' | 'tertiary';

/** A real road of Chicago. An expressway is one carriageway in its direction of travel, any other a centre line. */
export interface Road {
  readonly name: string;
  readonly roadClass: RoadClass;
  readonly oneWay: boolean;
  readonly line: readonly Point[];
  readonly crossings: readonly { readonly position: number; readonly name: string }[];
}

export interface Place {
  readonly name: string;
  readonly point: Point;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const VALUE = new Map([...ALPHABET].map((letter, value) => [letter, value]));

/** The inverse of encodeLine in infra/basemap. */
function decodeLine(text: string): Point[] {
  const steps: number[] = [];
  let [value, scale] = [0, 1];
  for (const letter of text) {
    const digit = VALUE.get(letter) ?? 0;
    value += (digit % 32) * scale;
    scale *= 32;
    if (digit >= 32) continue;
    steps.push(value % 2 === 1 ? -(value + 1) / 2 : value / 2);
    [value, scale] = [0, 1];
  }
  const points: Point[] = [];
  let [x, y] = [0, 0];
  for (let i = 0; i < steps.length; i += 2) {
    x += steps[i];
    y += steps[i + 1];
    points.push(toPlane(x / 1e5, y / 1e5));
  }
  return points;
}

const rows = (text: string): string[][] =>
  text
    .trim()
    .split('\n')
    .map((row) => row.split('|'));

/** The main roads, expressways first, then by class and length. */
export const loadRoads = (): Road[] =>
  rows(ROADS).map(([roadClass, name, line, crossings]) => ({
    name,
    roadClass: roadClass as RoadClass,
    oneWay: roadClass === 'motorway' || roadClass === 'trunk',
    line: decodeLine(line),
    crossings: crossings
      .split(';')
      .filter((text) => text !== '')
      .map((text) => {
        const colon = text.indexOf(':');
        return { position: Number(text.slice(0, colon)), name: text.slice(colon + 1) };
      }),
  }));

export const loadPlaces = (): Place[] =>
  rows(PLACES).map(([name, longitude, latitude]) => ({ name, point: toPlane(Number(longitude), Number(latitude)) }));

/** The box of the map on the plane: south-west and north-east corner. */
export function landBox(): { readonly southWest: Point; readonly northEast: Point } {
  const southWest = toPlane(LAND.west, LAND.south);
  return {
    southWest,
    northEast: [southWest[0] + LAND.columns * LAND.cellMetres, southWest[1] + LAND.rows * LAND.cellMetres],
  };
}

/** A function that says whether a point of the plane is dry land on the map. */
export function loadLand(): (point: Point) => boolean {
  const bits = Uint8Array.from(atob(LAND.base64), (letter) => letter.charCodeAt(0));
  const { southWest } = landBox();
  return ([east, north]) => {
    const column = Math.floor((east - southWest[0]) / LAND.cellMetres);
    const row = Math.floor((north - southWest[1]) / LAND.cellMetres);
    if (column < 0 || row < 0 || column >= LAND.columns || row >= LAND.rows) return false;
    const cell = row * LAND.columns + column;
    return (bits[cell >> 3] & (1 << (cell & 7))) !== 0;
  };
}
