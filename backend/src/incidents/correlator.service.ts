import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { AnomalyEvent } from '@citywatch/contracts';
import { Correlator, type IncidentChange, type Member } from '@citywatch/detection';
import { createPool, listen, type Listener, type Pool } from '@citywatch/timescale';
import type { Logger } from 'pino';
import type { CorrelatorConfig } from '../detection/config.js';
import type { Monitored } from '../detection/monitor.service.js';
import { LOGGER, PROCESS_CONFIG } from '../detection/process-tokens.js';
import { CityKnowledge } from './city-knowledge.service.js';
import { CorrelatorMetrics } from './correlator-metrics.js';
import { CorrelatorRepository, ReshapedError, tryLead } from './correlator.repository.js';

/** What waited is taken up again after a restart if it is not older than this, ms: longer than any wait. */
const WAITING_MS = 900_000;
const CLOSE_EVERY_MS = 60_000;
/** What is in memory of the database, and where in the log that is. */
interface Lead {
  readonly correlator: Correlator;
  next: number | null;
  /** How far the incidents' histories are known. */
  seen: number;
}

/**
 * Joins anomalies into incidents, one process at a time: an advisory lock makes one lead, the others wait for it. Memory is
 * only a copy: whatever fails, it is made anew from the database.
 */
@Injectable()
export class CorrelatorService implements OnApplicationBootstrap, OnApplicationShutdown, Monitored {
  private readonly metrics = new CorrelatorMetrics();
  private readonly pool: Pool;
  private readonly repository: CorrelatorRepository;
  private readonly stopping = new AbortController();
  private readonly city: CityKnowledge;
  /** People may have changed who is a member of what. */
  private shaped = false;
  private listener: Listener | null = null;
  private running: Promise<void> = Promise.resolve();
  private wake: () => void = () => undefined;
  private notified = false;
  private problem: string | null = 'starting';
  private closedAt = 0;

  constructor(
    @Inject(PROCESS_CONFIG) private readonly config: CorrelatorConfig,
    @Inject(LOGGER) private readonly log: Logger,
  ) {
    this.pool = createPool({
      ...config.database,
      max: 4,
      applicationName: this.name,
      onError: (error) => log.debug({ reason: error.message }, 'a database connection broke'),
    });
    this.repository = new CorrelatorRepository(this.pool, this.name);
    this.city = new CityKnowledge(this.repository);
  }

  private get name(): string {
    return `${this.config.groupPrefix}correlator`;
  }

  get registry() {
    return this.metrics.registry;
  }

  onApplicationBootstrap(): void {
    this.listener = listen({
      ...this.config.database,
      channels: ['anomaly_event', 'catalogue', 'incident_shape'],
      onNotify: (channel) => {
        if (channel === 'catalogue') this.city.doubt();
        if (channel === 'incident_shape') this.shaped = true;
        this.rouse();
      },
      onListening: () => {
        // What was said while nobody listened is looked up.
        this.shaped = true;
        this.rouse();
      },
      onError: (error) => this.log.debug({ reason: error.message }, 'the notification link broke'),
    });
    this.running = this.run();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    this.wake();
    await this.running;
    await this.listener?.close();
    await this.pool.end();
  }

  alive(): string | null {
    return null;
  }

  /** A standby is ready: it would take over. */
  ready(): Promise<string | null> {
    return Promise.resolve(this.problem);
  }

  private rouse(): void {
    this.notified = true;
    this.wake();
  }

  /** Leads or waits, until it is stopped. */
  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      try {
        await this.tryOnce();
        this.problem = null;
      } catch (error) {
        this.problem = (error as Error).message;
        this.log.warn(`the correlator begins anew: ${this.problem}`);
      }
      await this.pause(this.config.standbyMs * (0.5 + Math.random() / 2));
    }
  }

  private async tryOnce(): Promise<void> {
    const client = await this.pool.connect();
    let lost: Error | null = null;
    const onLost = (error: Error) => {
      lost = error;
      this.wake();
    };
    client.on('error', onLost);
    client.on('end', () => onLost(new Error('the connection that holds the lead was closed')));
    try {
      if (!(await tryLead(client, this.name))) return;
      this.log.info('leads');
      this.metrics.leads.set(1);
      await this.lead(() => lost);
    } finally {
      this.metrics.leads.set(0);
      // Closing the session gives the lead away.
      client.release(true);
    }
  }

  private async lead(lost: () => Error | null): Promise<void> {
    let lead = await this.rebuild();
    while (!this.stopping.signal.aborted) {
      const reason = lost();
      if (reason !== null) throw reason;
      this.notified = false;
      const startedAt = Date.now();
      const more = await this.step(lead).catch((error: unknown) => {
        if (error instanceof ReshapedError) return 'reshaped' as const;
        throw error;
      });
      if (more === 'reshaped') {
        lead = await this.rebuild();
        continue;
      }
      this.problem = null;
      if (Date.now() - this.closedAt > CLOSE_EVERY_MS) await this.close();
      if (more) continue;
      // What arrives within a tick is one change; without news the log is looked at anyway.
      await this.pause(this.config.tickMs - (Date.now() - startedAt));
      if (!this.notified) await this.sleep();
    }
  }

  /** Memory from the database: open incidents with their members, then what waited, in the log's order. */
  private async rebuild(): Promise<Lead> {
    const now = Date.now();
    const { settings } = this.config;
    const window = Math.max(settings.againMs, ...Object.values(settings.windowMs)) + settings.resolveMs;
    const { next, seen, incidents, members, waiting, apart } = await this.repository.loadStored(
      now - window,
      now - WAITING_MS,
    );
    await this.city.learn(
      [...members, ...waiting].map(({ anomaly }) => anomaly),
      now,
    );
    const correlator = new Correlator(settings, this.city.graph);
    for (const incident of incidents) {
      const own = members.flatMap(({ incident: id, anomaly, raisedAt }): Member[] => {
        const thing = this.city.thing(anomaly.thing);
        return id === incident.id && thing !== null
          ? [{ anomaly, thing, raisedAt, wind: this.city.windOf(anomaly) }]
          : [];
      });
      correlator.restore(incident, own, now);
    }
    correlator.keepApart(apart);
    for (const { anomaly, arrivedAt, raisedAt } of waiting) {
      const thing = this.city.thing(anomaly.thing);
      const event = { sequence: 0, at: raisedAt, anomaly };
      correlator.take({ ...event, kind: 'raised' }, thing, arrivedAt, this.city.windOf(anomaly));
      if (anomaly.end !== null) correlator.take({ ...event, kind: 'cleared' }, thing, now);
    }
    return { correlator, next, seen };
  }

  /** Reads on, plans, stores. True where there is more to read. */
  private async step(lead: Lead): Promise<boolean> {
    const end = this.metrics.seconds.startTimer();
    const { correlator } = lead;
    const events = await this.repository.loadEvents(lead.next ?? 0, this.config.batchSize);
    const now = Date.now();
    await this.city.learn(
      events.map(({ anomaly }) => anomaly),
      now,
    );
    correlator.graph = this.city.graph;
    const next = events.length === 0 ? (lead.next ?? 0) : events[events.length - 1].sequence + 1;
    if (events.length === 0 && !this.shaped && correlator.dueAt(now) > now) {
      end();
      return false;
    }
    const step = {
      from: lead.next,
      next,
      events: events.length,
      incidents: correlator.incidentIds,
      seen: lead.seen,
      now,
    };
    this.shaped = false;
    const { changes, opened, seen } = await this.repository.advance(step, (stored) => {
      correlator.sync(stored);
      return this.plan(correlator, events, now);
    });
    for (const incident of opened) correlator.numbered(incident);
    lead.next = next;
    lead.seen = seen;
    this.report(correlator, events.length, changes);
    end();
    return events.length === this.config.batchSize;
  }

  private plan(correlator: Correlator, events: readonly AnomalyEvent[], now: number): IncidentChange[] {
    for (const event of events) {
      const { anomaly } = event;
      correlator.take(event, this.city.thing(anomaly.thing), now, this.city.windOf(anomaly));
    }
    return correlator.advance(now);
  }

  private report(correlator: Correlator, events: number, changes: readonly IncidentChange[]): void {
    const { waiting, incidents } = correlator.size;
    this.metrics.waiting.set(waiting);
    this.metrics.incidents.set(incidents);
    this.metrics.events.inc(events);
    for (const { event, incident } of changes) {
      this.metrics.changes.inc({ kind: event.kind });
      this.log.info(
        { incident: incident.id, severity: incident.severity, title: incident.title },
        `incident ${event.kind}`,
      );
    }
  }

  private async close(): Promise<void> {
    this.closedAt = Date.now();
    const closed = await this.repository.closeResolved(this.closedAt - this.config.closeMs, this.closedAt);
    if (closed > 0) this.log.info({ closed }, 'closed what was resolved long ago');
  }

  private async pause(ms: number): Promise<void> {
    if (ms > 0) await delay(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }

  /** Until something is said, or the poll's time is up. */
  private async sleep(): Promise<void> {
    const timer = new AbortController();
    await Promise.race([
      new Promise<void>((resolve) => (this.wake = resolve)),
      delay(this.config.pollMs, undefined, { signal: timer.signal }).catch(() => undefined),
    ]);
    timer.abort();
    this.wake = () => undefined;
  }
}
