import type { DetectorKind, Domain, Reason } from '@citywatch/contracts';
import { extentOf } from './geometry.js';
import { isJam, isLost, isValue, POLLUTANTS, thingsOf, type Member } from './member.js';
import type { NetworkShare, Surroundings } from './surroundings.js';

type Params = Record<string, string | number>;
const say = (code: string, params: Params): Reason => ({ code, params });

const distinct = <T>(items: Iterable<T>): T[] => [...new Set(items)];
const surest = (members: readonly Member[]): Member =>
  members.reduce((best, member) => (member.anomaly.score > best.anomaly.score ? member : best));

/**
 * What an incident is called. `leading` are its measured members, or all where there are only doubts about data; `root` is the
 * Thing where the cause probably is.
 */
export function titleOf(
  all: readonly Member[],
  leading: readonly Member[],
  { network, nameOf }: Surroundings,
  root: string | null,
): Reason {
  if (network !== null) {
    const silent = all.every(({ anomaly }) => anomaly.detector === 'gap');
    return say(silent ? 'network-silent' : 'network-wide', shareOf(network));
  }
  if (!isValue(leading[0].anomaly)) return qualityTitle(all);
  const grid = leading.filter(({ thing }) => thing.domain === 'grid');
  // What lost its power is the cause of what stands in the dark, whoever was heard first.
  const lost = grid.filter(isLost);
  if (lost.length > 0) return powerTitle(lost, root, nameOf);
  switch (leading[0].thing.domain) {
    case 'traffic':
      return trafficTitle(leading);
    case 'air-quality':
      return airTitle(leading);
    case 'grid':
      return gridTitle(grid);
  }
}

/** `kind` is for a correlator that takes the incident up again. */
const shareOf = ({ kind, count, of, domain }: NetworkShare): Params => ({ affected: count, count: of, domain, kind });

/** What a lone doubtful sensor does. */
function doubtTitle(kinds: readonly DetectorKind[]): string {
  if (kinds.every((kind) => kind === 'gap')) return 'sensor-silent';
  if (kinds.includes('range')) return 'sensor-range';
  if (kinds.includes('stuck')) return 'sensor-stuck';
  if (kinds.includes('clock')) return 'sensor-clock';
  return kinds.includes('consistency') ? 'sensor-contradicts' : 'sensor-apart';
}

function qualityTitle(all: readonly Member[]): Reason {
  const things = thingsOf(all);
  const kinds = distinct(all.map(({ anomaly }) => anomaly.detector));
  const { name: place, operator } = all[0].thing;
  const silent = kinds.length === 1 && kinds[0] === 'gap';
  if (things.length === 1) return say(doubtTitle(kinds), { place });
  return say(silent ? 'sensors-silent' : 'sensors-doubtful', { count: things.length, domain: domainOf(all), operator });
}

/** The domain all share, or 'any'. */
function domainOf(members: readonly Member[]): Domain | 'any' {
  const domains = distinct(members.map(({ thing }) => thing.domain));
  return domains.length === 1 ? domains[0] : 'any';
}

function powerTitle(lost: readonly Member[], root: string | null, nameOf: Surroundings['nameOf']): Reason {
  const feeders = distinct(lost.flatMap(({ thing }) => (thing.feeder === null ? [] : [thing.feeder.id])));
  if (feeders.length === 1 && thingsOf(lost).length > 1) return say('power-lost', { feeder: feeders[0] });
  const top = lost.find(({ thing }) => thing.thing === root) ?? lost[0];
  return say('power-lost-at', { place: (root === null ? undefined : nameOf(root)) ?? top.thing.name });
}

function trafficTitle(leading: readonly Member[]): Reason {
  const traffic = leading.filter(({ thing }) => thing.domain === 'traffic');
  const slow = traffic.find(isJam);
  const road = slow?.thing.road;
  if (road) return say('traffic-slowed', { road: road.name, direction: road.direction });
  return say('traffic-unusual', { place: leading[0].thing.name });
}

function airTitle(leading: readonly Member[]): Reason {
  const { anomaly, thing } = surest(leading.filter((member) => member.thing.domain === 'air-quality'));
  const rising = POLLUTANTS.has(anomaly.property);
  return say(rising ? 'air-rising' : 'air-unusual', { property: anomaly.property, place: thing.name });
}

function gridTitle(grid: readonly Member[]): Reason {
  const voltage = grid.filter(({ anomaly }) => anomaly.property === 'voltage');
  const feeder = voltage[0]?.thing.feeder?.id;
  if (feeder !== undefined) return say('voltage-unusual', { feeder });
  const { anomaly, thing } = surest(grid);
  return say('grid-unusual', { property: anomaly.property, place: thing.name });
}

/** Why these anomalies are one incident; a lone sensor's incident says what it read. */
export function reasonOf(all: readonly Member[], leading: readonly Member[], around: Surroundings): Reason {
  if (around.network !== null) return say('joined-network', { ...shareOf(around.network), seconds: secondsOf(all) });
  if (thingsOf(all).length === 1) return surest(leading).anomaly.reason;
  const { operator } = leading[0].thing;
  if (!isValue(leading[0].anomaly)) {
    const params = { count: thingsOf(all).length, domain: domainOf(all), operator, seconds: secondsOf(all) };
    return say(all.every(({ anomaly }) => anomaly.detector === 'gap') ? 'joined-silent' : 'joined-doubtful', params);
  }
  // The title's domain leads here too: lost power explains what stands in the dark.
  const domain = leading.some(isLost) ? 'grid' : leading[0].thing.domain;
  const own = leading.filter(({ thing }) => thing.domain === domain);
  const other = leading.find(({ thing }) => thing.domain !== domain);
  const many = thingsOf(own).length > 1;
  const main = many ? own : leading;
  const base: Params = { count: thingsOf(main).length, domain: domainOf(main), seconds: secondsOf(main) };
  const second = many && other !== undefined ? follow(own[0], other) : worst(surest(main));
  return joined(main, base, { ...second, ...calmParts(around.calm) });
}

function calmParts({ feeder, road }: Surroundings['calm']): Params {
  if (feeder !== undefined) return { calmFeeder: feeder };
  return road === undefined ? {} : { calmRoad: road };
}

function joined(main: readonly Member[], base: Params, second: Params): Reason {
  const metres = Math.round(extentOf(main.map(({ thing }) => thing)));
  const roads = distinct(
    main.map(({ thing }) => (thing.road === null ? '' : `${thing.road.id} ${thing.road.direction}`)),
  );
  const feeders = distinct(main.map(({ thing }) => thing.feeder?.id ?? ''));
  const { road } = main[0].thing;
  if (roads.length === 1 && road !== null)
    return say('joined-road', { ...base, metres, road: road.name, direction: road.direction, ...second });
  if (feeders.length === 1 && feeders[0] !== '')
    return say('joined-feeder', { ...base, feeder: feeders[0], ...second });
  return say('joined-place', { ...base, metres, ...second });
}

/** Seconds between the first and the last Thing's first anomaly. */
function secondsOf(members: readonly Member[]): number {
  const first = new Map<string, number>();
  for (const { anomaly, thing } of members)
    first.set(thing.thing, Math.min(first.get(thing.thing) ?? Infinity, anomaly.start));
  const starts = [...first.values()];
  return Math.max(1, Math.round((Math.max(...starts) - Math.min(...starts)) / 1_000));
}

const follow = (first: Member, other: Member): Params => ({
  followProperty: other.anomaly.property,
  followPlace: other.thing.name,
  followLater: Math.max(0, Math.round((other.anomaly.start - first.anomaly.start) / 1_000)),
});

function worst({ anomaly }: Member): Params {
  const { property, observed, expected, low, high } = anomaly;
  const params: Params = { worstProperty: property };
  for (const [key, value] of Object.entries({
    worstObserved: observed,
    worstExpected: expected,
    worstLow: low,
    worstHigh: high,
  }))
    if (value !== null) params[key] = Math.round(value * 1_000) / 1_000;
  return params;
}
