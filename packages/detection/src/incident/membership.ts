import type { Incident, IncidentEventKind } from '@citywatch/contracts';
import { describe, incidentId } from '../correlation/describe.js';
import { inOrder, type Member } from '../correlation/member.js';
import { hash64 } from '../hash.js';
import {
  applyBody,
  applyMerged,
  openIncident,
  outdatedBy,
  refuse,
  type Refusal,
  type SystemAnswer,
} from './transition.js';

/** An incident with what a person saw of it. */
export interface Seen {
  readonly incident: Incident;
  /** All of it that has a place. */
  readonly members: readonly Member[];
  /** The revision that the command names, and the kinds of the events after it. */
  readonly revision: number;
  readonly since: readonly IncidentEventKind[];
}

export type SplitAnswer =
  | {
      readonly ok: true;
      readonly origin: SystemAnswer;
      readonly created: SystemAnswer;
      readonly moved: readonly string[];
    }
  | Refusal;

/**
 * A person takes anomalies out of an incident: they become one of their own, open and in nobody's hand. Its id derives from its
 * first anomaly, the origin and the origin's revision: the same command makes the same one. Both are described anew from what they
 * have now, so the origin's severity may fall. The store notes each other's numbers and that the two stay apart.
 * @param anomalies ids of its members; any order, doubles do not matter
 */
export function applySplit(
  { incident, members, revision, since }: Seen,
  anomalies: readonly string[],
  actor: string,
  now: number,
): SplitAnswer {
  const outdated = outdatedBy(incident, revision, since) ?? over(incident, 'split');
  if (outdated !== null) return outdated;
  const chosen = new Set(anomalies);
  const moved = inOrder(members.filter(({ anomaly }) => chosen.has(anomaly.id)));
  if (moved.length < chosen.size)
    return refuse('conflict', 'not-members', `${chosen.size - moved.length} of these anomalies are not in it any more`);
  const rest = members.filter(({ anomaly }) => !chosen.has(anomaly.id));
  if (rest.length === 0) return refuse('refused', 'nothing-left', 'that is all of it; leave at least one member');
  const id = `i-${hash64(`${incidentId(moved)} ${incident.id} ${incident.revision}`)}`;
  const origin = applyBody(incident, describe(rest), false, now);
  return {
    ok: true,
    origin: { ...origin, event: { ...origin.event, kind: 'split', actor } },
    created: {
      incident: openIncident(id, describe(moved), now),
      event: { kind: 'opened', at: now, actor, note: null },
    },
    moved: moved.map(({ anomaly }) => anomaly.id),
  };
}

export type MergeAnswer =
  | { readonly ok: true; readonly kept: SystemAnswer; readonly closed: SystemAnswer; readonly moved: readonly string[] }
  | (Refusal & { readonly incident: Incident });

/**
 * A person joins two incidents: the other's members become this one's, and the other is closed. Decisions of this one stay.
 * A resolved other may be joined, a resolved one takes nothing in. The refusal names the incident that it is about.
 */
export function applyMerge(into: Seen, other: Seen, actor: string, now: number): MergeAnswer {
  for (const { incident, revision, since } of [into, other]) {
    const outdated = outdatedBy(incident, revision, since);
    if (outdated !== null) return { ...outdated, incident };
  }
  if (into.incident.id === other.incident.id)
    return {
      ...refuse('refused', 'same-incident', 'an incident cannot be merged with itself'),
      incident: into.incident,
    };
  const resolved = over(into.incident, 'merge');
  if (resolved !== null) return { ...resolved, incident: into.incident };
  const kept = applyBody(into.incident, describe([...into.members, ...other.members]), true, now);
  const closed = applyMerged(other.incident, now, null);
  return {
    ok: true,
    kept: { ...kept, event: { ...kept.event, kind: 'merged', actor } },
    closed: { ...closed, event: { ...closed.event, actor } },
    moved: other.members.map(({ anomaly }) => anomaly.id),
  };
}

const over = ({ times }: Incident, command: string): Refusal | null =>
  times.resolvedAt === null ? null : refuse('conflict', 'over', `it is resolved; reopen it before you ${command} it`);
