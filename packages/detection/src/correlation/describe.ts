import type { Domain, IncidentMember, Reason } from '@citywatch/contracts';
import { hash64 } from '../hash.js';
import type { IncidentBody } from '../incident/transition.js';
import { areaOf } from './area.js';
import { centreOf, extentOf } from './geometry.js';
import { inOrder, isValue, oneEach, type Member } from './member.js';
import { rootOf } from './root.js';
import { severityOf } from './severity.js';
import { ALONE, type Surroundings } from './surroundings.js';
import { reasonOf, titleOf } from './words.js';

/** Most places that an area is worked out from: beyond, every n-th. */
const AREA_PLACES = 500;

/**
 * The id of the incident that these members open: after the first to be raised, by event time. Neither a clock nor the order in
 * which partitions were read has a say in it.
 * @param left the incident that they were in before, which may have the same first one
 */
export function incidentId(members: Iterable<Member>, left?: string): string {
  const first = [...members].reduce((best, member) => {
    const earlier = member.raisedAt - best.raisedAt || (member.anomaly.id < best.anomaly.id ? -1 : 1);
    return earlier < 0 ? member : best;
  });
  return `i-${hash64(left === undefined ? first.anomaly.id : `${first.anomaly.id} ${left}`)}`;
}

/** Everything about an incident that follows from its members. There must be one. */
export function describe(members: Iterable<Member>, around: Surroundings = ALONE): IncidentBody {
  const ordered = inOrder(members);
  const values = ordered.filter(({ anomaly }) => isValue(anomaly));
  const leading = values.length > 0 ? values : ordered;
  const things = oneEach(ordered);
  const places = things.map(({ thing }) => thing);
  const counts: Partial<Record<Domain, number>> = {};
  for (const { thing } of things) counts[thing.domain] = (counts[thing.domain] ?? 0) + 1;
  const root = around.network === null ? rootOf(values) : null;
  const each = Math.ceil(places.length / AREA_PLACES);
  return {
    severity: severityOf(ordered, around.network !== null),
    title: titleOf(ordered, leading, around, root),
    reason: reasonOf(ordered, leading, around),
    startedAt: ordered[0].anomaly.start,
    firstMover: leading[0].thing.thing,
    root,
    centre: centreOf(places),
    extent: Math.round(extentOf(places)),
    area: areaOf(places.filter((_, i) => i % each === 0)),
    things: counts,
    members: ordered.map(toIncidentMember),
  };
}

const toIncidentMember = ({ anomaly, thing }: Member): IncidentMember => ({
  anomaly: anomaly.id,
  datastream: anomaly.datastream,
  thing: thing.thing,
  thingName: thing.name,
  property: anomaly.property,
  domain: thing.domain,
  longitude: thing.longitude,
  latitude: thing.latitude,
  start: anomaly.start,
  end: anomaly.end,
  severity: anomaly.severity,
  score: anomaly.score,
  reason: anomaly.reason,
});

/** Whether people would see a difference. */
export const sameWords = (a: Reason, b: Reason): boolean =>
  a.code === b.code && JSON.stringify(a.params) === JSON.stringify(b.params);
