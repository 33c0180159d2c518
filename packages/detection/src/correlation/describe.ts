import {
  oneStepUp,
  severityRank,
  worse,
  type Domain,
  type IncidentMember,
  type Reason,
  type Severity,
} from '@citywatch/contracts';
import type { IncidentBody } from '../incident/transition.js';
import { centreOf, extentOf } from './geometry.js';
import { isValue, type Member } from './link.js';
import { reasonOf, titleOf } from './words.js';

/** Things that make an incident major whatever each of them says. */
const MANY = 10;
/** Silent sensors that make more than an information. */
const SEVERAL = 5;

/** Members in the order of their start, the surer first, so that the first is the first mover. */
export const inOrder = (members: Iterable<Member>): Member[] =>
  [...members].sort(
    (a, b) =>
      a.anomaly.start - b.anomaly.start || b.anomaly.score - a.anomaly.score || (a.anomaly.id < b.anomaly.id ? -1 : 1),
  );

/** One member of each Thing, its earliest. */
export function oneEach(ordered: readonly Member[]): Member[] {
  const seen = new Set<string>();
  return ordered.filter(({ thing }) => !seen.has(thing.thing) && seen.add(thing.thing));
}

/** Everything about an incident that follows from its members. There must be one. */
export function describe(members: Iterable<Member>): IncidentBody {
  const ordered = inOrder(members);
  const values = ordered.filter(({ anomaly }) => isValue(anomaly));
  const leading = values.length > 0 ? values : ordered;
  const things = oneEach(ordered);
  const places = things.map(({ thing }) => thing);
  const counts: Partial<Record<Domain, number>> = {};
  for (const { thing } of things) counts[thing.domain] = (counts[thing.domain] ?? 0) + 1;
  return {
    severity: severityOf(ordered, values),
    title: titleOf(ordered, leading),
    reason: reasonOf(ordered, leading),
    startedAt: ordered[0].anomaly.start,
    firstMover: leading[0].thing.thing,
    root: null,
    centre: centreOf(places),
    extent: Math.round(extentOf(places)),
    area: places.map(({ longitude, latitude }) => [longitude, latitude] as const),
    things: counts,
    members: ordered.map(toIncidentMember),
  };
}

/**
 * The members' worst; one step up where two domains agree; a single sensor alone is minor, or major where its own reading is
 * critical; doubts about data are never above minor.
 */
function severityOf(all: readonly Member[], values: readonly Member[]): Severity {
  const things = oneEach(all).length;
  if (values.length === 0) {
    const worst = all.reduce<Severity>((found, { anomaly }) => worse(found, anomaly.severity), 'info');
    return severityRank(worst) >= severityRank('minor') || things >= SEVERAL ? 'minor' : 'info';
  }
  const worst = values.reduce<Severity>((found, { anomaly }) => worse(found, anomaly.severity), 'minor');
  const witnesses = oneEach(values);
  if (witnesses.length === 1) return worst === 'critical' ? 'major' : 'minor';
  const domains = new Set(witnesses.map(({ thing }) => thing.domain)).size;
  const base = witnesses.length >= MANY ? worse(worst, 'major') : worst;
  return domains >= 2 ? oneStepUp(base) : base;
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
