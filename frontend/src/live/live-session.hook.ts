import { OBSERVED_PROPERTIES, type Bounds, type LiveMessage, type ObservationFrame } from '@citywatch/contracts';
import { getCatalogue, getSession } from '../api/api';
import { noteServerTime, serverNow } from '../ui/use-now.hook';
import { browserWorld } from './browser-world.hook';
import { IncidentStore } from './incident-store';
import { LiveClient, type LinkStatus } from './live-client';
import { SensorStore } from './sensor-store';
import { ValueStore } from './value-store';

/** Up to so many Things the whole city is watched, so that the legend counts all of it; above, only what the map shows. */
export const WHOLE_CITY = 20_000;
const WORLD: Bounds = [-180, -90, 180, 90];
const ALL_PROPERTIES = OBSERVED_PROPERTIES.map((property) => property.id);
const CATALOGUE_AGAIN = 2_000;
const CATALOGUE_RETRY = 3_000;

export interface LiveEvents {
  sessionEnded(): void;
  /** The link is back after it was lost; `changed` incidents are not as they were. */
  back(changed: number): void;
  /** The server refused something, or a message could not be read. */
  failed(detail: string): void;
}

/** One signed-in page's live state: the link, the readings, the incidents; outside React, drawn at most once a frame. */
export class LiveSession {
  readonly sensors = new SensorStore();
  readonly incidents = new IncidentStore();
  readonly link: ValueStore<LinkStatus>;
  /** Why the catalogue is missing; null where it is there or on its way. */
  readonly catalogueError = new ValueStore<Error | null>(null);
  private readonly client: LiveClient;
  private readonly stopping = new AbortController();
  private bounds: Bounds = WORLD;
  private version: string | null = null;
  private frame = 0;
  private second: ReturnType<typeof setInterval> | undefined;
  private catalogueTimer: ReturnType<typeof setTimeout> | undefined;
  private wasLost = false;

  constructor(private readonly events: LiveEvents) {
    this.link = new ValueStore<LinkStatus>({
      phase: 'connecting',
      lastMessageAt: null,
      lag: 0,
      everyNthTick: 1,
      attempts: 0,
    });
    this.client = new LiveClient(browserWorld, {
      frame: (frame) => this.onFrame(frame),
      message: (message) => this.onMessage(message),
      status: (status) => this.onStatus(status),
      sessionEnded: () => events.sessionEnded(),
      // Asking for the session tells a server that is away from one that wants a sign-in (401).
      refused: () =>
        void getSession().catch((error: { status?: number }) => error.status === 401 && events.sessionEnded()),
      serverTime: noteServerTime,
    });
  }

  start(): void {
    this.client.watch(this.bounds, ALL_PROPERTIES);
    this.client.start();
    this.loadCatalogue(0);
    // Sensors grow stale without any message.
    this.second = setInterval(() => this.draw(), 1_000);
  }

  stop(): void {
    this.stopping.abort();
    this.client.stop();
    clearInterval(this.second);
    clearTimeout(this.catalogueTimer);
    cancelAnimationFrame(this.frame);
  }

  /** After signing in again. */
  resume(): void {
    this.client.start();
  }

  /** What the map shows; matters only for a city too large to be watched whole. */
  view(bounds: Bounds): void {
    const next = this.sensors.things.length > WHOLE_CITY ? bounds : WORLD;
    if (next.every((edge, i) => edge === this.bounds[i])) return;
    this.bounds = next;
    this.client.watch(next, ALL_PROPERTIES);
  }

  private onFrame(frame: ObservationFrame): void {
    const unknown = this.sensors.applyFrame(frame);
    if (unknown > 0 && this.version !== null) this.loadCatalogue(CATALOGUE_AGAIN);
    this.draw();
  }

  private onMessage(message: Exclude<LiveMessage, { type: 'pong' | 'welcome' }>): void {
    switch (message.type) {
      case 'incidents': {
        const changed = this.incidents.applyAll(message);
        if (this.wasLost) this.events.back(changed);
        this.wasLost = false;
        break;
      }
      case 'incident':
        this.incidents.apply(message.incident);
        break;
      case 'anomalies':
        this.sensors.applyAnomalies(message);
        break;
      case 'catalogue':
        if (message.version !== this.version) this.loadCatalogue(CATALOGUE_AGAIN);
        break;
      case 'error':
        this.events.failed(message.detail);
        break;
    }
    if (message.type === 'incidents' || message.type === 'incident') this.sensors.applyIncidents(this.incidents.all());
    this.draw();
  }

  private onStatus(status: LinkStatus): void {
    if (status.phase === 'lost') this.wasLost = true;
    this.link.set(status);
  }

  /** Many messages in one frame are drawn once. A hidden page draws nothing until it is seen again. */
  private draw(): void {
    if (this.frame !== 0) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.sensors.refresh(serverNow());
      this.sensors.notify();
    });
  }

  /** Waits so that a burst of new Things asks once. */
  private loadCatalogue(wait: number): void {
    if (this.catalogueTimer !== undefined) return;
    this.catalogueTimer = setTimeout(() => {
      void getCatalogue(this.stopping.signal)
        .then((catalogue) => {
          this.catalogueTimer = undefined;
          this.catalogueError.set(null);
          const first = this.version === null;
          if (catalogue.version === this.version) return;
          this.version = catalogue.version;
          this.sensors.setCatalogue(catalogue.things);
          this.sensors.applyIncidents(this.incidents.all());
          // A snapshot that came before its catalogue could not be kept.
          if (first || this.sensors.loaded) this.client.watch(this.bounds, ALL_PROPERTIES);
          this.draw();
        })
        .catch((error: Error) => {
          if (this.stopping.signal.aborted) return;
          this.catalogueTimer = undefined;
          this.catalogueError.set(error);
          this.loadCatalogue(CATALOGUE_RETRY);
        });
    }, wait);
  }
}
