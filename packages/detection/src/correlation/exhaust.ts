import { distance, type Position } from './geometry.js';
import { isExhaust } from './link.js';
import { isValue, type Member } from './member.js';
import type { CorrelationSettings } from './settings.js';

/** What standing engines leave in the air; what burns leaves smoke as well, and reaches further. */
const GASES: ReadonlySet<string> = new Set(['no2', 'co']);

/** What a group knows of the air: kept up to date member by member, as a flood must not look through thousands for each. */
export interface Air {
  readonly members: Set<Member>;
  /** Stations that read exhaust beside a cause in the group. */
  readonly explained: Map<string, Position>;
  /** A station was explained since it was last looked who is a stranger. */
  changed: boolean;
}

/** A group, as far as the air in it goes. */
export interface Aired {
  readonly members: ReadonlyMap<string, Member>;
  readonly air: Air;
}

export const noAir = (): Air => ({ members: new Set(), explained: new Map(), changed: false });

const isAir = ({ thing, anomaly }: Member): boolean => thing.domain === 'air-quality' && isValue(anomaly);
const isGas = (member: Member): boolean => isAir(member) && GASES.has(member.anomaly.property);

/** Whether a station reads exhaust and a cause stands beside it. */
export function standsAtCause(station: Member, others: Iterable<Member>, settings: CorrelationSettings): boolean {
  if (!isGas(station)) return false;
  for (const other of others) if (isExhaust(station, other, settings)) return true;
  return false;
}

/** Whether both are exhaust, at one station. */
export const isSameGas = (a: Member, b: Member): boolean => a.thing.thing === b.thing.thing && isGas(a) && isGas(b);

/** Takes note of a member that a group has now. */
export function noteAir(group: Aired, member: Member, settings: CorrelationSettings): void {
  if (isAir(member)) {
    group.air.members.add(member);
    explain(group, [member], group.members.values(), settings);
  } else if (member.thing.domain !== 'air-quality') explain(group, group.air.members, [member], settings);
}

/** Takes note that a group has all of another's members now, which are still its own. */
export function mergeAir(into: Aired, from: Aired, settings: CorrelationSettings): void {
  for (const [thing, place] of from.air.explained) into.air.explained.set(thing, place);
  into.air.changed = true;
  explain(into, from.air.members, into.members.values(), settings);
  explain(into, into.air.members, from.members.values(), settings);
  for (const member of from.air.members) into.air.members.add(member);
}

function explain(
  { air }: Aired,
  stations: Iterable<Member>,
  causes: Iterable<Member>,
  settings: CorrelationSettings,
): void {
  const left = [...stations].filter((station) => isGas(station) && !air.explained.has(station.thing.thing));
  if (left.length === 0) return;
  for (const cause of causes)
    for (const station of left)
      if (!air.explained.has(station.thing.thing) && isExhaust(station, cause, settings)) {
        air.explained.set(station.thing.thing, station.thing);
        air.changed = true;
      }
}

/** Whether a station is explained by a cause beside it, or stands beside one that is. */
function isExplained({ air }: Aired, { thing }: Member, { airNearMetres }: CorrelationSettings): boolean {
  if (air.explained.has(thing.thing)) return true;
  for (const place of air.explained.values()) if (distance(thing, place) <= airNearMetres) return true;
  return false;
}

/**
 * Whether what `other` reads is explained by a cause in its group, so that it says nothing about `member`: exhaust is read beside what
 * makes it. It makes no second cause one with the first, and reaches no station further off.
 */
export function isHearsay(member: Member, other: Member, group: Aired, settings: CorrelationSettings): boolean {
  if (other.thing.thing === member.thing.thing || !isGas(other)) return false;
  if (member.thing.domain === 'air-quality' && distance(member.thing, other.thing) <= settings.airNearMetres)
    return false;
  return isExplained(group, other, settings);
}

/**
 * Members of a group that only joined because nobody had heard of a cause yet: stations that no cause in it explains. None where there
 * is smoke: what burns reaches far, and may stop the traffic too.
 */
export function strangersOf(group: Aired, settings: CorrelationSettings): Member[] {
  const { members, explained } = group.air;
  const air = [...members];
  if (explained.size === 0 || !air.every(isGas)) return [];
  const away = new Set(air.flatMap((member) => (isExplained(group, member, settings) ? [] : member.thing.thing)));
  return away.size === 0 ? [] : [...group.members.values()].filter(({ thing }) => away.has(thing.thing));
}
