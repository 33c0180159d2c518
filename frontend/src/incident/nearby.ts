import { isOver, type Incident } from '@citywatch/contracts';
import { distance } from '../crew/distance';

/** An incident that another one could be merged with. */
export interface Neighbour {
  readonly incident: Incident;
  /** Metres between their edges, 0 where they overlap. Both are taken as circles, which is near enough to choose by. */
  readonly metres: number;
  /** ms from this one's start to the other's; negative: the other began earlier. */
  readonly later: number;
}

/** A list to choose from is read to its end. */
export const MOST_NEIGHBOURS = 8;

/** Active incidents beside this one, nearest first, then nearest in time. */
export function neighboursOf(incident: Incident, all: readonly Incident[]): readonly Neighbour[] {
  return all
    .filter((other) => other.id !== incident.id && !isOver(other.times))
    .map((other): Neighbour => ({
      incident: other,
      metres: Math.max(0, distance(incident.centre, other.centre) - (incident.extent + other.extent) / 2),
      later: other.times.startedAt - incident.times.startedAt,
    }))
    .sort((a, b) => a.metres - b.metres || Math.abs(a.later) - Math.abs(b.later))
    .slice(0, MOST_NEIGHBOURS);
}
