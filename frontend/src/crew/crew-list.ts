import { type Incident, isOver } from '@citywatch/contracts';
import { worstThenOldest } from '../live/incident-store';
import { type Compass, compass, distance, type Position } from './distance';

/** An incident as a crew sees it; distance (metres) and way are null while the crew's own place is not known. */
export interface CrewItem {
  readonly incident: Incident;
  readonly distance: number | null;
  readonly way: Compass | null;
}

export interface CrewList {
  readonly yours: readonly CrewItem[];
  readonly nearby: readonly CrewItem[];
  /** Of all that is not over, how many are within NEAR_METRES; null while the place is not known. */
  readonly near: number | null;
}

/** 3 miles: about ten minutes in city traffic. */
export const NEAR_METRES = 4_828;

/**
 * What is a crew's own (assigned to it, or acknowledged by it and nobody else's), worst first, and the rest by distance,
 * or worst first where the crew's place is not known. What is over is left out.
 */
export function crewList(incidents: readonly Incident[], user: string, here: Position | null): CrewList {
  const items = incidents
    .filter((incident) => !isOver(incident.times))
    .map((incident): CrewItem => placed(incident, here));
  const own = ({ assignedTo, acknowledgedBy }: Incident) => (assignedTo ?? acknowledgedBy) === user;
  const worst = (a: CrewItem, b: CrewItem) => worstThenOldest(a.incident, b.incident);
  const nearest = (a: CrewItem, b: CrewItem) => (a.distance ?? 0) - (b.distance ?? 0) || worst(a, b);
  return {
    yours: items.filter((item) => own(item.incident)).sort(worst),
    nearby: items.filter((item) => !own(item.incident)).sort(nearest),
    near: here === null ? null : items.filter((item) => (item.distance ?? Infinity) <= NEAR_METRES).length,
  };
}

/** Where an incident is, seen from `here`. */
export function placed(incident: Incident, here: Position | null): CrewItem {
  return {
    incident,
    distance: here === null ? null : distance(here, incident.centre),
    way: here === null ? null : compass(here, incident.centre),
  };
}

/** A link that opens the way there: in the phone's own maps, elsewhere on OpenStreetMap. `agent` is the browser's user agent. */
export function routeLink({ latitude, longitude }: Position, agent: string): string {
  const at = `${latitude.toFixed(5)},${longitude.toFixed(5)}`;
  if (/android/i.test(agent)) return `geo:${at}?q=${at}`;
  if (/iphone|ipad|macintosh/i.test(agent)) return `https://maps.apple.com/?daddr=${at}`;
  return `https://www.openstreetmap.org/directions?to=${at}`;
}
