import type { CityGraph, GraphThing } from './graph.js';
import { countIn, kindsOf } from './network.js';
import type { Group } from './group.js';
import { inOrder, isLost, isValue, thingsOf, type Member } from './member.js';
import type { CorrelationSettings } from './settings.js';
import type { NetworkShare, Surroundings } from './surroundings.js';

/** Nearest Things that are looked at before a feeder or a road is called normal. */
const LOOKED_AT = 5;
/** How far another feeder may be from the one that is dark, in reaches between two domains. */
const FEEDER_REACH = 3;

/** What is known of a group beside its members. `isCalm` says that a Thing has no anomaly now. */
export function aroundOf(
  group: Group,
  graph: CityGraph,
  settings: CorrelationSettings,
  isCalm: (thing: string) => boolean,
): Surroundings {
  const network = group.network === null ? null : shareOf(group, group.network, graph);
  const calm = network === null && group.members.size > 1 ? calmBeside(group, graph, settings, isCalm) : {};
  return { network, calm, nameOf: (thing) => graph.thing(thing)?.name };
}

function shareOf(group: Group, kind: string, graph: CityGraph): NetworkShare {
  const members = [...group.members.values()].filter((member) => kindsOf(member).includes(kind));
  const domains = new Set(members.map(({ thing }) => thing.domain));
  const count = countIn(group, kind);
  return {
    kind,
    count,
    // A Thing may have come since the graph was made.
    of: Math.max(count, graph.countOf(kind)),
    domain: domains.size === 1 ? members[0].thing.domain : 'any',
  };
}

/** What stands beside and could have been the cause, but is as usual: the feeder of a jam or of a dark feeder, the road of bad air. */
function calmBeside(
  group: Group,
  graph: CityGraph,
  settings: CorrelationSettings,
  isCalm: (thing: string) => boolean,
): Surroundings['calm'] {
  const values = inOrder(group.members.values()).filter(({ anomaly }) => isValue(anomaly));
  if (thingsOf(values).length < 2) return {};
  const lost = values.filter(isLost);
  const [{ thing: first }] = lost.length > 0 ? lost : values;
  if (first.domain === 'air-quality') {
    const beside = graph.near(first, 'traffic', settings.domainMetres).slice(0, LOOKED_AT);
    const road = beside.length > 0 && beside.every(({ thing }) => isCalm(thing)) ? beside[0].road?.name : undefined;
    return road === undefined ? {} : { road };
  }
  if (first.domain === 'grid' && lost.length === 0) return {};
  const reach = settings.domainMetres * (lost.length > 0 ? FEEDER_REACH : 1);
  const feeder = calmFeeder(graph.near(first, 'grid', reach), values, isCalm);
  return feeder === undefined ? {} : { feeder };
}

/** The nearest feeder that no member hangs on, if all that was looked at of it is calm. Substations feed; they are no feeder. */
function calmFeeder(
  beside: readonly GraphThing[],
  values: readonly Member[],
  isCalm: (thing: string) => boolean,
): string | undefined {
  const touched = new Set(values.flatMap(({ thing }) => thing.feeder?.id ?? []));
  const others = beside.filter(({ feeder }) => feeder !== null && feeder.parent !== null && !touched.has(feeder.id));
  const id = others[0]?.feeder?.id;
  const looked = others.filter(({ feeder }) => feeder?.id === id).slice(0, LOOKED_AT);
  return id !== undefined && looked.every(({ thing }) => isCalm(thing)) ? id : undefined;
}
