import { isOver, renderReason, type Incident } from '@citywatch/contracts';
import { Correlator, type IncidentChange } from '../correlation/correlator.js';
import type { CityGraph } from '../correlation/graph.js';
import type { CorrelationSettings, ThingContext } from '../correlation/settings.js';
import type { Wind } from '../correlation/wind.js';
import type { AnomalyChange } from '../detector/context.js';

/** One incident that is over, or that the input ended in. Times are ISO 8601. */
export interface IncidentLine {
  readonly kind: 'incident';
  readonly id: string;
  /** Datastreams as `thing/property`, in the order in which they began. */
  readonly members: readonly string[];
  readonly start: string;
  /** End of its last member; null where it lasts. */
  readonly end: string | null;
  readonly severity: Incident['severity'];
  /** Of its surest member. */
  readonly score: number;
  readonly reason: string;
}

export const isoTime = (ms: number): string => new Date(ms).toISOString();
const byStart = (a: Incident, b: Incident): number => a.times.startedAt - b.times.startedAt || (a.id < b.id ? -1 : 1);

/** How often it is looked which incidents are over for good, ms: only when they are told of depends on it. */
const LOOK_MS = 60_000;

/** The correlator of a backtest with the store that numbers its incidents: its clock is the stream's own time. */
export class IncidentLog {
  private readonly correlator: Correlator;
  private readonly incidents = new Map<string, Incident>();
  private numbers = 0;
  /** Not before this it is asked again which incidents are over for good, ms. */
  private nextLook = -Infinity;
  /** Some incidents are over, but perhaps not for good. */
  private someAreOver = false;
  /** From when on advance does something if nothing is taken meanwhile, ms; Infinity for never. */
  nextAt = Infinity;

  /** @param observer is told of each change of an incident, numbered, at the stream's time (ms) */
  constructor(
    settings: CorrelationSettings,
    private readonly observer?: (change: IncidentChange, now: number) => void,
  ) {
    this.correlator = new Correlator(settings);
  }

  take(change: AnomalyChange, thing: ThingContext | null, now: number, wind: Wind | null = null): void {
    this.correlator.take({ sequence: 0, ...change }, thing, now, wind);
  }

  /** By the stream's time `now`, ms: answers the incidents that are over for good, as none may be reopened any more. */
  advance(now: number, graph: CityGraph): IncidentLine[] {
    this.correlator.graph = graph;
    const dueAt = this.correlator.dueAt(now);
    if (dueAt <= now) for (const change of this.correlator.advance(now)) this.store(change, now);
    const over = this.someAreOver && now >= this.nextLook ? this.look(now) : [];
    this.nextAt = Math.max(now + 1, this.someAreOver ? Math.min(dueAt, this.nextLook) : dueAt);
    return over;
  }

  /** The rest, at the end of the input. */
  end(now: number, graph: CityGraph): IncidentLine[] {
    const over = [...this.advance(now, graph), ...this.takeOver()];
    return [...over, ...[...this.incidents.values()].sort(byStart).map(lineOf)];
  }

  private look(now: number): IncidentLine[] {
    this.nextLook = now + LOOK_MS;
    return this.takeOver();
  }

  private takeOver(): IncidentLine[] {
    const resolved = [...this.incidents.values()].filter(({ times }) => isOver(times));
    this.someAreOver = resolved.length > 0;
    if (!this.someAreOver) return [];
    const alive = new Set(this.correlator.incidentIds);
    const over = resolved.filter(({ id }) => !alive.has(id)).sort(byStart);
    for (const { id } of over) this.incidents.delete(id);
    this.someAreOver = over.length < resolved.length;
    return over.map(lineOf);
  }

  private store(change: IncidentChange, now: number): void {
    const { isNew, incident } = change;
    // One that another took over has no members any more: it is told of there.
    if (incident.members.length === 0) {
      this.incidents.delete(incident.id);
      this.observer?.(change, now);
      return;
    }
    const numbered = isNew ? { ...incident, number: ++this.numbers } : incident;
    if (isNew) this.correlator.numbered(numbered);
    this.incidents.set(incident.id, numbered);
    this.someAreOver ||= isOver(numbered.times);
    this.observer?.({ ...change, incident: numbered }, now);
  }
}

function lineOf({ id, members, times, severity, reason }: Incident): IncidentLine {
  // One that joined after the incident was over may last still: the incident ended without it.
  const ends = members.flatMap(({ end }) => (end === null ? [] : [end]));
  return {
    kind: 'incident',
    id,
    members: [...new Set(members.map(({ thing, property }) => `${thing}/${property}`))],
    start: isoTime(times.startedAt),
    end: isOver(times) && ends.length > 0 ? isoTime(Math.max(...ends)) : null,
    severity,
    score: Math.max(...members.map(({ score }) => score)),
    reason: renderReason(reason, 'en'),
  };
}
