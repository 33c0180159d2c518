import { decodeFrame, type LiveMessage, type LiveRequest, type ObservationFrame } from '@citywatch/contracts';
import type { WebSocket } from 'ws';

type Received = LiveMessage | ({ readonly type: 'frame' } & ObservationFrame);
type Of<T extends Received['type']> = Extract<Received, { type: T }>;

/** A live client for tests: keeps what came, in order, and waits for what is to come. */
export class LiveSocket {
  readonly received: Received[] = [];
  closed: { code: number; reason: string } | null = null;
  private waiting: (() => void)[] = [];

  private constructor(readonly socket: WebSocket) {
    socket.binaryType = 'arraybuffer';
    socket.on('message', (data, isBinary) => {
      this.received.push(
        isBinary ? { type: 'frame', ...decodeFrame(data as ArrayBuffer) } : (JSON.parse(String(data)) as LiveMessage),
      );
      this.wake();
    });
    socket.on('close', (code, reason) => {
      this.closed = { code, reason: String(reason) };
      this.wake();
    });
  }

  /** @throws Error with the HTTP status where the upgrade is refused */
  static open(socket: WebSocket): Promise<LiveSocket> {
    const live = new LiveSocket(socket);
    return new Promise((resolve, reject) => {
      socket.once('open', () => resolve(live));
      socket.once('error', reject);
      socket.once('unexpected-response', (request, response) => {
        request.destroy();
        reject(new Error(`upgrade refused: ${response.statusCode}`));
      });
    });
  }

  send(request: LiveRequest): void {
    this.socket.send(JSON.stringify(request));
  }

  /** The next message of this type that the test has not taken yet; earlier ones of other types stay. */
  async next<T extends Received['type']>(type: T, matches: (message: Of<T>) => boolean = () => true): Promise<Of<T>> {
    return this.until(`a message of type ${type}`, () => {
      const index = this.received.findIndex((message) => message.type === type && matches(message as Of<T>));
      return index < 0 ? undefined : (this.received.splice(index, 1)[0] as Of<T>);
    });
  }

  async close(): Promise<{ code: number; reason: string }> {
    return this.until('the socket is closed', () => this.closed ?? undefined);
  }

  private async until<T>(what: string, look: () => T | undefined): Promise<T> {
    const end = performance.now() + 20_000;
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      const left = end - performance.now();
      if (left <= 0)
        throw new Error(`Did not happen within 20 s: ${what}; got ${this.received.map(({ type }) => type).join(', ')}`);
      if (this.closed !== null)
        throw new Error(`closed with ${this.closed.code} ${this.closed.reason} while waiting for ${what}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  private wake(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}
