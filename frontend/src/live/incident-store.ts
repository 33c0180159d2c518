import { isOver, isSilenced, severityRank, type Incident, type LiveMessage } from '@citywatch/contracts';

type IncidentsMessage = Extract<LiveMessage, { type: 'incidents' }>;

/** How many that are over are kept, so that an open panel and a link to it stay right. */
const OVER_KEPT = 100;

/** All incidents that matter now, by id; a store for useSyncExternalStore whose list changes only when an incident does. */
export class IncidentStore {
  private incidents = new Map<string, Incident>();
  private list: readonly Incident[] = [];
  /** True once the server has said which there are. */
  loaded = false;
  private readonly listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  readonly all = (): readonly Incident[] => this.list;
  readonly get = (id: string): Incident | undefined => this.incidents.get(id);

  /** What the server answered on connecting; gives how many incidents changed compared with what was shown. */
  applyAll(message: IncidentsMessage): number {
    const before = this.incidents;
    const next = message.complete
      ? new Map(message.incidents.map((incident) => [incident.id, incident]))
      : new Map(before);
    for (const { incident } of message.pushes) put(next, incident);
    const changed = [...new Set([...before.keys(), ...next.keys()])].filter(
      (id) => before.get(id)?.revision !== next.get(id)?.revision,
    ).length;
    this.incidents = next;
    this.loaded = true;
    this.renew();
    return changed;
  }

  /** One incident as it is now; an older revision than the known one changes nothing. */
  apply(incident: Incident): void {
    if (put(this.incidents, incident)) this.renew();
  }

  private renew(): void {
    const over = [...this.incidents.values()].filter((incident) => isOver(incident.times));
    over.sort((a, b) => overAt(b) - overAt(a));
    for (const incident of over.slice(OVER_KEPT)) this.incidents.delete(incident.id);
    this.list = [...this.incidents.values()];
    for (const listener of this.listeners) listener();
  }
}

const overAt = ({ times }: Incident): number => times.closedAt ?? times.resolvedAt ?? 0;

function put(map: Map<string, Incident>, incident: Incident): boolean {
  const known = map.get(incident.id);
  if (known !== undefined && known.revision >= incident.revision) return false;
  map.set(incident.id, incident);
  return true;
}

/** The queue: what to acknowledge, what is in hand, what is silenced; worst first, then oldest. */
export interface Queue {
  readonly toAcknowledge: readonly Incident[];
  readonly inHand: readonly Incident[];
  readonly silenced: readonly Incident[];
  /** When the last one was over, ms; null where none is known. */
  readonly lastOver: number | null;
}

/** Sorts the incidents of `now` (ms) into the queue. */
export function queueOf(incidents: readonly Incident[], now: number): Queue {
  const active = incidents.filter((incident) => !isOver(incident.times)).sort(worstThenOldest);
  const loud = active.filter((incident) => !isSilenced(incident.times, now));
  const over = incidents.filter((incident) => isOver(incident.times)).map(overAt);
  return {
    toAcknowledge: loud.filter((incident) => incident.times.acknowledgedAt === null),
    inHand: loud.filter((incident) => incident.times.acknowledgedAt !== null),
    silenced: active.filter((incident) => isSilenced(incident.times, now)),
    lastOver: over.length === 0 ? null : Math.max(...over),
  };
}

export const worstThenOldest = (a: Incident, b: Incident): number =>
  severityRank(b.severity) - severityRank(a.severity) || a.times.startedAt - b.times.startedAt || a.number - b.number;

/** Ten new incidents in ten minutes are a flood (EEMUA 191): then only critical and major are shown until asked. */
export const FLOOD = 10;
export const FLOOD_WINDOW = 600_000;

/** How many incidents opened within the last ten minutes. */
export const openedLately = (incidents: readonly Incident[], now: number): number =>
  incidents.filter(({ times }) => times.openedAt > now - FLOOD_WINDOW).length;

/**
 * While a pointer is over the queue the order stays, so that a click never meets another card than the one aimed at.
 * Gives the incidents of `frozen` in its order (as they are now), and how many are new since.
 */
export function holdOrder(
  incidents: readonly Incident[],
  frozen: readonly string[] | null,
): { readonly shown: readonly Incident[]; readonly held: number } {
  if (frozen === null) return { shown: incidents, held: 0 };
  const byId = new Map(incidents.map((incident) => [incident.id, incident]));
  const shown = frozen.flatMap((id) => byId.get(id) ?? []);
  return { shown, held: incidents.length - shown.length };
}
