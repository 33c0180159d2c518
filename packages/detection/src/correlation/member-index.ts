import { METRES_PER_DEGREE, narrowingAt } from './geometry.js';
import type { Member } from './member.js';
import type { CorrelationSettings, ThingContext } from './settings.js';

/** Degrees of one cell. */
const CELL = 0.01;
const ROW_METRES = CELL * METRES_PER_DEGREE;

/**
 * Finds the members that an anomaly may be related to at all, so that a flood of thousands does not compare each with each: those
 * of its Thing, those within the reach of its domain, those on its feeder tree, and those that fell silent with its operator.
 */
export class MemberIndex {
  private readonly byKey = new Map<string, Set<Member>>();

  constructor(private readonly settings: CorrelationSettings) {}

  add(member: Member): void {
    for (const key of keysOf(member)) {
      const known = this.byKey.get(key);
      if (known === undefined) this.byKey.set(key, new Set([member]));
      else known.add(member);
    }
  }

  remove(member: Member): void {
    for (const key of keysOf(member)) {
      const known = this.byKey.get(key);
      known?.delete(member);
      if (known?.size === 0) this.byKey.delete(key);
    }
  }

  /** Members of a Thing. */
  ofThing(thing: string): Iterable<Member> {
    return this.byKey.get(`thing ${thing}`) ?? [];
  }

  /** More than enough: whoever is related to a member is among these. */
  candidates(member: Member): Set<Member> {
    const found = new Set<Member>(this.ofThing(member.thing.thing));
    for (const key of [...treeKeys(member.thing), ...silenceKeys(member)]) this.collect(key, found);
    const { longitude, latitude } = member.thing;
    if (!Number.isFinite(longitude) || !Number.isFinite(latitude)) return found;
    const reach = this.reachOf(member.thing);
    const rows = Math.ceil(reach / ROW_METRES);
    const columns = Math.ceil(reach / (ROW_METRES * narrowingAt(latitude)));
    const [x, y] = [Math.floor(longitude / CELL), Math.floor(latitude / CELL)];
    for (let i = x - columns; i <= x + columns; i++)
      for (let j = y - rows; j <= y + rows; j++) this.collect(cellKey(i, j), found);
    return found;
  }

  private reachOf({ domain }: ThingContext): number {
    const { roadMetres, crossroadMetres, airMetres, airNearMetres, plumeMetres, domainMetres } = this.settings;
    switch (domain) {
      case 'traffic':
        return Math.max(roadMetres, crossroadMetres, domainMetres);
      case 'air-quality':
        return Math.max(airMetres, airNearMetres, plumeMetres, domainMetres);
      case 'grid':
        return Math.max(crossroadMetres, domainMetres);
    }
  }

  private collect(key: string, into: Set<Member>): void {
    for (const member of this.byKey.get(key) ?? []) into.add(member);
  }
}

const cellKey = (x: number, y: number): string => `cell ${x} ${y}`;

/** Two that hang on each other, or on one Thing or feeder, share a key. */
const treeKeys = ({ thing, feeder, fedThrough }: ThingContext): string[] =>
  feeder === null ? [] : [`feeder ${feeder.id}`, ...[thing, ...fedThrough].map((id) => `fed ${id}`)];

const silenceKeys = ({ anomaly, thing }: Member): string[] =>
  anomaly.detector === 'gap' ? [`silent ${thing.operator}`] : [];

function keysOf(member: Member): string[] {
  const { thing, longitude, latitude } = member.thing;
  return [
    `thing ${thing}`,
    cellKey(Math.floor(longitude / CELL), Math.floor(latitude / CELL)),
    ...treeKeys(member.thing),
    ...silenceKeys(member),
  ];
}
