import type { Domain, Incident, IncidentMember } from '@citywatch/contracts';

/** One sensor of an incident, with all its anomalies: what is wrong with one place belongs together. */
export interface SplitRow {
  readonly thing: string;
  readonly member: IncidentMember;
  readonly anomalies: readonly string[];
  /** ms after the incident's first. */
  readonly offset: number;
}

/** The server takes no more anomalies in one split. */
export const MOST_ANOMALIES = 1_000;

/** The incident's sensors in order of their first anomaly. */
export function splitRows({ members }: Pick<Incident, 'members'>): readonly SplitRow[] {
  const byThing = new Map<string, IncidentMember[]>();
  const inOrder = [...members].sort((a, b) => a.start - b.start);
  for (const member of inOrder) {
    const known = byThing.get(member.thing);
    if (known === undefined) byThing.set(member.thing, [member]);
    else known.push(member);
  }
  return [...byThing].map(([thing, all]) => ({
    thing,
    member: all[0],
    anomalies: all.map(({ anomaly }) => anomaly),
    offset: all[0].start - inOrder[0].start,
  }));
}

/** Domains of the rows with how many there are of each, where there is more than one: the likeliest way to split. */
export function domainsOf(rows: readonly SplitRow[]): readonly (readonly [Domain, number])[] {
  const counts = new Map<Domain, number>();
  for (const { member } of rows) counts.set(member.domain, (counts.get(member.domain) ?? 0) + 1);
  return counts.size < 2 ? [] : [...counts];
}

/** What is wrong with a choice of sensors; null where it can be split off. */
export function splitFault(rows: readonly SplitRow[], chosen: ReadonlySet<string>): 'none' | 'all' | 'many' | null {
  const taken = rows.filter(({ thing }) => chosen.has(thing));
  if (taken.length === 0) return 'none';
  if (taken.length === rows.length) return 'all';
  return anomaliesOf(rows, chosen).length > MOST_ANOMALIES ? 'many' : null;
}

export const anomaliesOf = (rows: readonly SplitRow[], chosen: ReadonlySet<string>): string[] =>
  rows.flatMap(({ thing, anomalies }) => (chosen.has(thing) ? anomalies : []));
