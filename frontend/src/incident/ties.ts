import type { CatalogueThing, Incident, IncidentMember } from '@citywatch/contracts';

/** How many sensors an incident has, over all domains. */
export const countThings = (incident: Incident): number =>
  Object.values(incident.things).reduce((sum, count) => sum + count, 0);

/** Something that members have in common: n of m. */
export type Tie =
  | { readonly kind: 'feeder' | 'road'; readonly name: string; readonly n: number; readonly of: number }
  | { readonly kind: 'minute'; readonly n: number; readonly of: number }
  | { readonly kind: 'place'; readonly metres: number; readonly of: number };

/** Members that began within so long of the first count as "the same minute". */
export const SAME_MINUTE = 90_000;

/** Members further apart than this share no place: half a city is none. Metres; a substation's feeders reach as far. */
export const SAME_PLACE = 5_000;

/** Why these are one incident, as counts: the feeder, the road, the minute and the place that they share. */
export function tiesOf(incident: Incident, thingOf: (id: string) => CatalogueThing | undefined): readonly Tie[] {
  const members = firstOfThing(incident.members);
  if (members.length < 2) return [];
  const things = members.flatMap((member) => thingOf(member.thing) ?? []);
  const grid = things.filter((thing) => thing.domain === 'grid');
  const traffic = things.filter((thing) => thing.domain === 'traffic');
  const feeder = mostCommon(grid.flatMap((thing) => thing.feeder?.id ?? []));
  const road = mostCommon(traffic.flatMap((thing) => thing.road?.name ?? []));
  const first = Math.min(...members.map((member) => member.start));
  const soon = members.filter((member) => member.start - first <= SAME_MINUTE).length;
  return [
    ...(feeder && isMost(feeder.n, grid.length) ? [{ kind: 'feeder' as const, ...feeder, of: grid.length }] : []),
    ...(road && isMost(road.n, traffic.length) ? [{ kind: 'road' as const, ...road, of: traffic.length }] : []),
    ...(isMost(soon, members.length) ? [{ kind: 'minute' as const, n: soon, of: members.length }] : []),
    ...(incident.extent <= SAME_PLACE ? [{ kind: 'place' as const, metres: incident.extent, of: members.length }] : []),
  ];
}

/** Four in five: what only some share ties nothing together. */
const isMost = (n: number, of: number): boolean => n > 1 && n * 5 >= of * 4;

function firstOfThing(members: readonly IncidentMember[]): IncidentMember[] {
  const seen = new Set<string>();
  return members.filter((member) => !seen.has(member.thing) && seen.add(member.thing));
}

function mostCommon(names: readonly string[]): { name: string; n: number } | undefined {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const [best] = [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
  return best && { name: best[0], n: best[1] };
}
