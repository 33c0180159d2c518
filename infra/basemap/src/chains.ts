import { distance, distanceToLine, lengthOf, simplify, turn, type Line, type Point } from './plane.js';

/** Tile borders and junctions leave gaps. */
const MAX_GAP_METRES = 80;
const MAX_TURN = (50 * Math.PI) / 180;
/** A bridge or a square with another name leaves a wider one, but the road goes straight on behind it. */
const MAX_STRAIGHT_GAP_METRES = 450;
const STRAIGHT = (12 * Math.PI) / 180;
/** A piece that lies this near to a finished chain is its other carriageway or a copy. */
const PARALLEL_METRES = 45;
const SIMPLIFY_METRES = 4;
/** Shorter ones are crossovers between two carriageways, or the rounding of a corner. */
const MIN_PIECE_METRES = 20;

export interface ChainOptions {
  /** Keep the direction of drawing, which is the direction of travel (expressways). */
  readonly oneWay: boolean;
  readonly minLength: number;
}

const reversed = (line: Line): Line => [...line].reverse();
const minus = (a: Point, b: Point): Point => [a[0] - b[0], a[1] - b[1]];
const leaving = (line: Line): Point => minus(line[line.length - 1], line[line.length - 2]);
const entering = (line: Line): Point => minus(line[1], line[0]);

/** How badly `next` follows the end of `line` (metres, with bends as detours), or undefined where it does not. */
function misfit(line: Line, next: Line): number | undefined {
  const gap = distance(line[line.length - 1], next[0]);
  const bend = turn(leaving(line), entering(next));
  const aside = gap < 20 ? 0 : turn(leaving(line), minus(next[0], line[line.length - 1]));
  const straight = bend < STRAIGHT && aside < STRAIGHT;
  if (gap > (straight ? MAX_STRAIGHT_GAP_METRES : MAX_GAP_METRES) || Math.max(bend, aside) > MAX_TURN) return undefined;
  return gap + bend * 40;
}

/** Cuts a line where it turns back on itself: the tiles join a street's two carriageways end to end. */
function splitAtTurns(line: Line): Line[] {
  const parts: Point[][] = [[line[0]]];
  for (let i = 1; i < line.length; i++) {
    parts[parts.length - 1].push(line[i]);
    const next = line[i + 1];
    if (next && turn(minus(line[i], line[i - 1]), minus(next, line[i])) > MAX_TURN) parts.push([line[i]]);
  }
  return parts;
}

function bestNext(line: Line, pieces: readonly Line[], oneWay: boolean): { index: number; piece: Line } | undefined {
  let best: { index: number; piece: Line } | undefined;
  let least = Infinity;
  pieces.forEach((piece, index) => {
    for (const candidate of oneWay ? [piece] : [piece, reversed(piece)]) {
      const cost = misfit(line, candidate);
      if (cost !== undefined && cost < least) [least, best] = [cost, { index, piece: candidate }];
    }
  });
  return best;
}

/** Grows a line at its end with the piece that follows best, until none does; used pieces leave `pieces`. */
function grow(start: Line, pieces: Line[], oneWay: boolean): Line {
  let line = start;
  for (let next = bestNext(line, pieces, oneWay); next; next = bestNext(line, pieces, oneWay)) {
    pieces.splice(next.index, 1);
    line = [...line, ...(distance(line[line.length - 1], next.piece[0]) < 1 ? next.piece.slice(1) : next.piece)];
  }
  return line;
}

/** The same backwards: turn everything round, grow, turn back. */
function growBackwards(start: Line, pieces: Line[], oneWay: boolean): Line {
  const mirrored = pieces.map(reversed);
  const line = grow(reversed(start), mirrored, oneWay);
  pieces.splice(0, pieces.length, ...mirrored.map(reversed));
  return reversed(line);
}

const across = (line: Line): Point => minus(line[line.length - 1], line[0]);

/** An expressway's local lanes beside its express lanes: the same way, mostly side by side. */
function besideOne(chain: Line, kept: readonly Line[]): boolean {
  return kept.some((other) => {
    if (turn(across(chain), across(other)) > MAX_TURN) return false;
    const near = chain.filter((point) => distanceToLine(point, other) < PARALLEL_METRES).length;
    return near > chain.length / 2;
  });
}

/** Joins the pieces of one road, cut at tile borders and junctions, into long lines; the longest first. */
export function joinPieces(pieces: readonly Line[], { oneWay, minLength }: ChainOptions): Line[] {
  let rest = pieces
    .map((piece) => simplify(piece, SIMPLIFY_METRES))
    .flatMap((piece) => (oneWay ? [piece] : splitAtTurns(piece)))
    .filter((piece) => piece.length > 1 && lengthOf(piece) > MIN_PIECE_METRES);
  const chains: Line[] = [];
  while (rest.length > 0) {
    rest.sort((a, b) => lengthOf(b) - lengthOf(a));
    const start = rest.shift() as Line;
    const chain = growBackwards(grow(start, rest, oneWay), rest, oneWay);
    if (lengthOf(chain) < minLength || (oneWay && besideOne(chain, chains))) continue;
    chains.push(chain);
    if (!oneWay) rest = rest.filter((piece) => piece.some((point) => distanceToLine(point, chain) > PARALLEL_METRES));
  }
  return chains.sort((a, b) => lengthOf(b) - lengthOf(a));
}
