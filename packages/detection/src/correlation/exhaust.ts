import { distance } from './geometry.js';
import type { Group } from './group.js';
import { isExhaust } from './link.js';
import { isValue, type Member } from './member.js';
import type { CorrelationSettings } from './settings.js';

/** What standing engines leave in the air; what burns leaves smoke as well, and reaches further. */
const GASES: ReadonlySet<string> = new Set(['no2', 'co']);

const isAir = ({ thing, anomaly }: Member): boolean => thing.domain === 'air-quality' && isValue(anomaly);
export const isGas = (member: Member): boolean => isAir(member) && GASES.has(member.anomaly.property);

/** Whether a cause stands beside a station that reads exhaust. */
export const isBeside = (station: Member, cause: Member, settings: CorrelationSettings): boolean =>
  isGas(station) && isExhaust(station, cause, settings);

/** Stations of a group that a jam or a fault in it explains: those beside it, and those beside these. */
export function explainedStations({ members }: Group, settings: CorrelationSettings): ReadonlySet<string> {
  const gas: Member[] = [];
  const causes: Member[] = [];
  for (const member of members.values())
    if (isGas(member)) gas.push(member);
    else if (member.thing.domain !== 'air-quality') causes.push(member);
  const first = gas.filter((station) => causes.some((cause) => isExhaust(station, cause, settings)));
  const near = gas.filter(({ thing }) => first.some((other) => distance(thing, other.thing) <= settings.airNearMetres));
  return new Set(near.map(({ thing }) => thing.thing));
}

/**
 * Whether what `other` reads is explained by its own cause, so that it says nothing about `member`: exhaust is read beside what makes
 * it. It makes no second cause one with the first, and reaches no station further off.
 * @param explained see explainedStations, of the other's group
 */
export function isHearsay(
  member: Member,
  other: Member,
  explained: ReadonlySet<string>,
  { airNearMetres }: CorrelationSettings,
): boolean {
  if (other.thing.thing === member.thing.thing || !isGas(other) || !explained.has(other.thing.thing)) return false;
  return member.thing.domain !== 'air-quality' || distance(member.thing, other.thing) > airNearMetres;
}

/**
 * Members of a group that only joined because nobody had heard of a cause yet: stations that no cause in it explains. None where there
 * is smoke: what burns reaches far, and may stop the traffic too.
 */
export function strangersOf(group: Group, settings: CorrelationSettings): Member[] {
  const members = [...group.members.values()];
  const air = members.filter(isAir);
  if (air.length < 2 || !air.every(isGas)) return [];
  const explained = explainedStations(group, settings);
  if (explained.size === 0) return [];
  const away = new Set(air.flatMap(({ thing }) => (explained.has(thing.thing) ? [] : thing.thing)));
  return members.filter(({ thing }) => away.has(thing.thing));
}
