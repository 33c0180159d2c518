import type { Domain, Incident, IncidentMember } from '@citywatch/contracts';

/** One line of "in order": what moved, when; members of the same kind that follow each other are one line. */
export interface Step {
  /** ms after the first. */
  readonly offset: number;
  /** The first of them. */
  readonly member: IncidentMember;
  /** All of them, in order of their start; one Thing may stand here with several anomalies. */
  readonly members: readonly IncidentMember[];
  /** Things in this step; 1: `member` is it. */
  readonly things: number;
  readonly domain: Domain;
  /** Whether the first mover, and the probable root, is this step's. */
  readonly isFirst: boolean;
  readonly isRoot: boolean;
}

/** A pause this long ends a step: what comes after it is another one. */
const PAUSE = 60_000;

/**
 * The members in order of their start; those of one property and reason are one step as long as they follow each other within
 * a minute. The first mover and the probable root stand alone: they are where to look first.
 */
export function stepsOf(incident: Pick<Incident, 'members' | 'firstMover' | 'root'>): readonly Step[] {
  const first = ({ thing }: IncidentMember) => Number(thing === incident.firstMover);
  const members = [...incident.members].sort((a, b) => a.start - b.start || first(b) - first(a));
  const alone = (thing: string) => thing === incident.firstMover || thing === incident.root;
  const steps: IncidentMember[][] = [];
  for (const member of members) {
    const step = steps.findLast(
      ([first, ...rest]) =>
        first.property === member.property &&
        first.reason.code === member.reason.code &&
        (first.thing === member.thing || !(alone(first.thing) || alone(member.thing))) &&
        member.start - (rest.at(-1) ?? first).start < PAUSE,
    );
    if (step === undefined) steps.push([member]);
    else step.push(member);
  }
  return steps.map((all) => ({
    offset: all[0].start - members[0].start,
    member: all[0],
    members: all,
    things: new Set(all.map(({ thing }) => thing)).size,
    domain: all[0].domain,
    isFirst: all[0].thing === incident.firstMover && all[0] === firstOf(members, incident.firstMover),
    isRoot: all[0].thing === incident.root && all[0] === firstOf(members, incident.root),
  }));
}

/** Several properties of one Thing may move in the same moment: one row carries its mark. */
const firstOf = (members: readonly IncidentMember[], thing: string): IncidentMember | undefined =>
  members.find((member) => member.thing === thing);

/** The member that shows it best: the highest score, then the earliest; that of the root where it is as sure. */
export function strongestOf({ members, root }: Pick<Incident, 'members' | 'root'>): IncidentMember | undefined {
  return [...members].sort(
    (a, b) => b.score - a.score || Number(b.thing === root) - Number(a.thing === root) || a.start - b.start,
  )[0];
}
