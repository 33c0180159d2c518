import {
  decodeFrame,
  FRAME_SNAPSHOT,
  LIVE_PROTOCOL,
  type Bounds,
  type LiveMessage,
  type LiveRequest,
  type ObservationFrame,
} from '@citywatch/contracts';

/** What the client needs of a WebSocket; tests give a fake one. */
export interface Socket {
  send(text: string): void;
  close(): void;
  onopen: (() => void) | null;
  onmessage: ((data: string | ArrayBuffer) => void) | null;
  /** `code` is the WebSocket close code. */
  onclose: ((code: number) => void) | null;
}

/** The outside world, so that tests hold the clock. Times are ms. */
export interface LiveWorld {
  open(): Socket;
  now(): number;
  random(): number;
  /** Runs once after `ms`; gives the way to call it off. */
  after(ms: number, run: () => void): () => void;
}

/** Where what arrives goes. */
export interface LiveSink {
  frame(frame: ObservationFrame): void;
  message(message: Exclude<LiveMessage, { type: 'pong' | 'welcome' }>): void;
  status(status: LinkStatus): void;
  /** The server closed the socket because the session is over (4401). */
  sessionEnded(): void;
  /** A connection failed before it was open: the reason may be that nobody is signed in. */
  refused(): void;
  /** The server's clock, at each welcome and pong. */
  serverTime(serverTime: number): void;
}

export interface LinkStatus {
  readonly phase: 'connecting' | 'open' | 'lost' | 'stopped';
  /** Last sign of life from the server, ms of this computer's clock; null before the first. */
  readonly lastMessageAt: number | null;
  /** How old the last frame was on arrival, ms. */
  readonly lag: number;
  /** 1 = in step. */
  readonly everyNthTick: number;
  readonly attempts: number;
}

export interface LiveOptions {
  /** First wait before a new connection; doubles up to `retryMost`, each spread by jitter. */
  readonly retryFirst: number;
  readonly retryMost: number;
  readonly pingEvery: number;
  /** Silence after which the link counts as dead, though the socket says open. */
  readonly silenceMost: number;
}
export const LIVE_DEFAULTS: LiveOptions = { retryFirst: 500, retryMost: 10_000, pingEvery: 2_000, silenceMost: 10_000 };

const SESSION_ENDED = 4401;

/**
 * The live link: keeps one socket for ever, subscribes, resumes. Observations: snapshot, then deltas in sequence; a hole
 * means subscribe again. Incidents: after a new connection only what came after the last sequence seen.
 */
export class LiveClient {
  private socket: Socket | null = null;
  private subscription = 0;
  private expected = -1;
  private sequence: number | null = null;
  private offset = 0;
  private cancels: (() => void)[] = [];
  private wanted: { bounds: Bounds; properties: readonly string[] } | null = null;
  private status: LinkStatus = { phase: 'stopped', lastMessageAt: null, lag: 0, everyNthTick: 1, attempts: 0 };

  constructor(
    private readonly world: LiveWorld,
    private readonly sink: LiveSink,
    private readonly options: LiveOptions = LIVE_DEFAULTS,
  ) {}

  /** Connects, and again after every loss until `stop`. */
  start(): void {
    if (this.status.phase === 'stopped') this.connect();
  }

  stop(): void {
    this.drop();
    this.change({ phase: 'stopped' });
  }

  /** What to watch; replaces the earlier wish. Kept over reconnections. */
  watch(bounds: Bounds, properties: readonly string[]): void {
    this.wanted = { bounds, properties };
    if (this.status.phase === 'open') this.subscribe();
  }

  private connect(): void {
    this.change({ phase: this.status.lastMessageAt === null ? 'connecting' : 'lost' });
    const socket = this.world.open();
    this.socket = socket;
    // A packet may vanish without a word: a socket that does not open in time counts as failed.
    this.cancels.push(
      this.world.after(this.options.silenceMost, () => this.status.phase !== 'open' && this.lose(1006)),
    );
    socket.onopen = () => this.opened();
    socket.onmessage = (data) => this.received(data);
    socket.onclose = (code) => this.lose(code);
  }

  private opened(): void {
    this.change({ phase: 'open', lastMessageAt: this.world.now(), attempts: 0, everyNthTick: 1 });
    this.subscribe();
    this.send({ type: 'incidents', after: this.sequence });
    this.ping();
  }

  private subscribe(): void {
    if (this.wanted === null) return;
    this.subscription += 1;
    this.expected = -1;
    this.send({ type: 'subscribe', id: this.subscription, ...this.wanted });
  }

  private ping(): void {
    this.send({ type: 'ping', at: this.world.now() });
    this.cancels.push(
      this.world.after(this.options.pingEvery, () => {
        if (this.world.now() - (this.status.lastMessageAt ?? 0) > this.options.silenceMost) this.lose(1006);
        else this.ping();
      }),
    );
    // Cancels of timers that have run are harmless; the list is emptied at each loss, and this keeps it short.
    if (this.cancels.length > 8) this.cancels.splice(0, this.cancels.length - 4);
  }

  private received(data: string | ArrayBuffer): void {
    this.status = { ...this.status, lastMessageAt: this.world.now() };
    try {
      if (typeof data === 'string') this.message(JSON.parse(data) as LiveMessage);
      else this.frame(data);
    } catch (error) {
      // One bad message is told and left out; where a delta is missing then, the hole asks for a new snapshot.
      this.sink.message({ type: 'error', code: 'bad-message', detail: (error as Error).message });
    }
    this.sink.status(this.status);
  }

  private message(message: LiveMessage): void {
    switch (message.type) {
      case 'welcome':
        if (message.protocol !== LIVE_PROTOCOL)
          throw new RangeError(`live protocol ${message.protocol}, expected ${LIVE_PROTOCOL}`);
        this.sink.serverTime(message.serverTime);
        break;
      case 'pong': {
        const now = this.world.now();
        this.offset = message.serverTime - (message.at + now) / 2;
        this.sink.serverTime(now + this.offset);
        break;
      }
      case 'incidents':
      case 'incident':
        this.incidents(message);
        break;
      case 'conflated':
        this.change({ everyNthTick: message.everyNthTick });
        break;
      default:
        this.sink.message(message);
    }
  }

  /** Incidents carry one rising sequence; what was seen already (a resend after resuming) goes no further. */
  private incidents(message: Extract<LiveMessage, { type: 'incidents' | 'incident' }>): void {
    if (message.type === 'incident' && this.sequence !== null && message.sequence <= this.sequence) return;
    this.sequence = Math.max(
      message.sequence,
      message.type === 'incidents' && message.complete ? 0 : (this.sequence ?? 0),
    );
    this.sink.message(message);
  }

  private frame(data: ArrayBuffer): void {
    const frame = decodeFrame(data);
    if (frame.subscription !== this.subscription) return;
    if (frame.kind === FRAME_SNAPSHOT) this.expected = 1;
    else if (this.expected < 0) return;
    else if (frame.sequence !== this.expected) return this.subscribe();
    else this.expected += 1;
    this.sink.frame(frame);
    this.change({ lag: Math.max(0, this.world.now() + this.offset - frame.serverTime) });
  }

  private lose(code: number): void {
    const wasOpen = this.status.phase === 'open';
    this.drop();
    if (code === SESSION_ENDED) {
      this.change({ phase: 'stopped' });
      return this.sink.sessionEnded();
    }
    const attempts = this.status.attempts + 1;
    this.change({ phase: this.status.lastMessageAt === null ? 'connecting' : 'lost', attempts, everyNthTick: 1 });
    if (!wasOpen) this.sink.refused();
    // Full jitter above one half: after a restart of the server not all screens come back in the same second.
    const wait = Math.min(this.options.retryMost, this.options.retryFirst * 2 ** Math.min(attempts - 1, 10));
    this.cancels.push(this.world.after(wait * (0.5 + 0.5 * this.world.random()), () => this.connect()));
  }

  private drop(): void {
    for (const cancel of this.cancels) cancel();
    this.cancels = [];
    const { socket } = this;
    this.socket = null;
    if (socket === null) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  private send(request: LiveRequest): void {
    this.socket?.send(JSON.stringify(request));
  }

  private change(part: Partial<LinkStatus>): void {
    this.status = { ...this.status, ...part };
    this.sink.status(this.status);
  }
}
