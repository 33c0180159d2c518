import { LIVE_PATH, LIVE_PROTOCOL, type Anomaly, type LiveRequest } from '@citywatch/contracts';
import { Inject, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import {
  SubscribeMessage,
  WebSocketGateway,
  type OnGatewayConnection,
  type OnGatewayDisconnect,
} from '@nestjs/websockets';
import type { WebSocket } from 'ws';
import type { ApiConfig } from '../api/config.js';
import { LogService } from '../api/log.service.js';
import { NotificationService } from '../api/notification.service.js';
import { RepeatService } from '../api/repeat.service.js';
import { API_CONFIG } from '../api/tokens.js';
import { SESSION_END_CHANNEL } from '../auth/session.repository.js';
import { SessionService } from '../auth/session.service.js';
import { MetricsService } from '../health/metrics.service.js';
import { CatalogueService } from '../things/catalogue.service.js';
import { AnomalyFeedService } from './anomaly-feed.service.js';
import { planTick } from './conflation.js';
import { TickDeltas } from './deltas.js';
import { IncidentFeedService, type EncodedPush } from './incident-feed.service.js';
import type { LiveUpgrade } from './live.adapter.js';
import * as live from './live-client.js';
import { LiveStateService } from './live-state.service.js';
import { propertyMask } from './live-state.js';

type Request<T extends LiveRequest['type']> = Extract<LiveRequest, { type: T }>;

const SESSION_SWEEP_MS = 30_000;

/** Live push: one tick for all clients, their requests, and the end of their sessions. */
@WebSocketGateway({ path: LIVE_PATH })
export class LiveGateway
  implements OnApplicationBootstrap, BeforeApplicationShutdown, OnGatewayConnection, OnGatewayDisconnect<WebSocket>
{
  private readonly clients = new Map<WebSocket, live.LiveClient>();
  private timers: NodeJS.Timeout[] = [];

  constructor(
    @Inject(API_CONFIG) private readonly config: ApiConfig,
    @Inject(LiveStateService) private readonly latest: LiveStateService,
    @Inject(IncidentFeedService) private readonly incidents: IncidentFeedService,
    @Inject(AnomalyFeedService) private readonly anomalies: AnomalyFeedService,
    @Inject(CatalogueService) private readonly catalogue: CatalogueService,
    @Inject(SessionService) private readonly sessions: SessionService,
    @Inject(NotificationService) private readonly notifications: NotificationService,
    @Inject(RepeatService) private readonly repeat: RepeatService,
    @Inject(MetricsService) private readonly metrics: MetricsService,
    @Inject(LogService) private readonly log: LogService,
  ) {
    this.notifications.on(SESSION_END_CHANNEL, (id) => this.endSessions(id));
    this.metrics.liveClients(() => this.clients.size);
  }

  onApplicationBootstrap(): void {
    this.incidents.onPush((push) => this.broadcastIncident(push));
    this.catalogue.onChange(({ answer: { version } }) => {
      for (const client of this.clients.values()) client.send({ type: 'catalogue', version });
    });
    this.timers = [
      setInterval(() => this.broadcastTick(), this.config.live.tickMs),
      setInterval(() => this.checkAlive(), this.config.live.pingMs),
    ];
    this.repeat.every('checking sessions of sockets', SESSION_SWEEP_MS, () => this.sweepSessions());
  }

  beforeApplicationShutdown(): void {
    this.timers.forEach(clearInterval);
    for (const { socket } of this.clients.values()) socket.close(live.CLOSE_GOING_AWAY, 'the server is going down');
  }

  handleConnection(socket: WebSocket, upgrade: LiveUpgrade): void {
    const client = new live.LiveClient(socket, upgrade.session);
    this.clients.set(socket, client);
    socket.on('pong', () => (client.alive = true));
    client.send({ type: 'welcome', protocol: LIVE_PROTOCOL, serverTime: Date.now(), user: client.session.user });
  }

  handleDisconnect(socket: WebSocket): void {
    this.clients.delete(socket);
  }

  @SubscribeMessage('subscribe')
  subscribe(socket: WebSocket, request: Request<'subscribe'>): void {
    const client = this.admitRequest(socket);
    if (client === null) return;
    client.view = { bounds: request.bounds, properties: propertyMask(request.properties) };
    client.viewKey = `${client.view.properties}:${request.bounds.join()}`;
    client.subscription = request.id;
    client.sequence = 0;
    client.tick = this.latest.state.lastTick;
    client.sendLarge(this.latest.state.snapshot(client.view, request.id, Date.now()));
    const open = [...this.anomalies.open].filter((anomaly) => this.inView(client, anomaly));
    client.sendLarge(JSON.stringify({ type: 'anomalies', complete: true, open, cleared: [] }));
  }

  @SubscribeMessage('incidents')
  async subscribeIncidents(socket: WebSocket, request: Request<'incidents'>): Promise<void> {
    const client = this.admitRequest(socket);
    if (client === null) return;
    client.incidentSequence = null;
    try {
      const answer = await this.incidents.answer(request.after);
      client.sendLarge(JSON.stringify(answer));
      client.incidentSequence = answer.sequence;
      for (const push of this.incidents.since(answer.sequence)) this.pushIncident(client, push);
    } catch (error) {
      this.log.pino.warn({ reason: (error as Error).message }, 'incidents for a live client');
      client.refuse(live.CLOSE_TRY_AGAIN, 'unavailable', 'incidents cannot be read now; try again');
    }
  }

  @SubscribeMessage('ping')
  answerPing(socket: WebSocket, request: Request<'ping'>): void {
    this.admitRequest(socket)?.send({ type: 'pong', at: request.at, serverTime: Date.now() });
  }

  @SubscribeMessage('invalid')
  refuseInvalid(socket: WebSocket, reason: string): void {
    this.clients.get(socket)?.refuse(live.CLOSE_BAD_MESSAGE, 'bad-message', reason);
  }

  /** The client of a socket, unless it asks too much. */
  private admitRequest(socket: WebSocket): live.LiveClient | null {
    const client = this.clients.get(socket);
    if (client === undefined || socket.readyState !== socket.OPEN) return null;
    if (++client.requests <= this.config.live.maxRequests) return client;
    client.refuse(
      live.CLOSE_BAD_MESSAGE,
      'too-many-messages',
      `at most ${this.config.live.maxRequests} messages in ${this.config.live.pingMs} ms`,
    );
    return null;
  }

  private broadcastTick(): void {
    const started = performance.now();
    const now = Date.now();
    const { state } = this.latest;
    const { tick, changed } = state.endTick();
    const deltas = new TickDeltas(state, tick, changed, now);
    const anomalies = this.anomalies.takeChanged();
    let deliveries = 0;
    for (const client of this.clients.values()) {
      if (anomalies.length > 0) this.pushAnomalies(client, anomalies);
      const plan = planTick(client.conflation, client.socket.bufferedAmount, tick, now, this.config.live);
      client.conflation = plan.next;
      if (plan.action === 'close') {
        this.metrics.liveClosedSlow.inc();
        // The goodbye waits behind what is buffered; where it never leaves, ws cuts the socket after 30 s.
        client.socket.close(live.CLOSE_TOO_SLOW, 'too slow');
        this.clients.delete(client.socket);
        continue;
      }
      if (plan.tell) client.send({ type: 'conflated', everyNthTick: plan.next.every });
      if (plan.action === 'skip' || client.view === null) {
        this.metrics.liveSkipped.inc(plan.action === 'skip' ? 1 : 0);
        continue;
      }
      const frame = deltas.frame(client.view, client.viewKey, client.tick, client.subscription, client.sequence + 1);
      client.tick = tick;
      if (frame === null) continue;
      client.sequence++;
      client.sendFrame(frame);
      deliveries++;
    }
    this.metrics.tickDone(deliveries, (performance.now() - started) / 1_000);
  }

  private pushAnomalies(client: live.LiveClient, changed: readonly Anomaly[]): void {
    if (client.view === null) return;
    const own = changed.filter((anomaly) => this.inView(client, anomaly));
    if (own.length === 0) return;
    const open = own.filter(({ end }) => end === null);
    const cleared = own.filter(({ end }) => end !== null).map(({ id }) => id);
    client.send({ type: 'anomalies', complete: false, open, cleared });
  }

  private inView(client: live.LiveClient, { datastream }: Anomaly): boolean {
    return client.view !== null && this.latest.state.covers(client.view, datastream);
  }

  private broadcastIncident(push: EncodedPush): void {
    for (const client of this.clients.values()) this.pushIncident(client, push);
  }

  private pushIncident(client: live.LiveClient, push: EncodedPush): void {
    if (client.incidentSequence === null || push.sequence <= client.incidentSequence) return;
    client.incidentSequence = push.sequence;
    client.sendText(push.text);
  }

  private checkAlive(): void {
    for (const client of this.clients.values()) {
      client.requests = 0;
      if (!client.alive) client.socket.terminate();
      else {
        client.alive = false;
        client.socket.ping();
      }
    }
  }

  private endSessions(id: string | null): void {
    if (id === null) this.repeat.untilDone('checking sessions of sockets', () => this.sweepSessions());
    for (const client of this.clients.values()) if (client.session.id === id) this.endSession(client);
  }

  private endSession(client: live.LiveClient): void {
    client.refuse(live.CLOSE_SESSION_OVER, 'session-over', 'the session has ended; sign in again');
  }

  private async sweepSessions(): Promise<void> {
    const asked = [...this.clients.values()];
    const valid = new Set(
      (await this.sessions.stillValid([...new Set(asked.map(({ session }) => session.id))])).map(({ id }) => id),
    );
    for (const client of asked) if (!valid.has(client.session.id)) this.endSession(client);
    await this.sessions.deleteExpired();
  }
}
