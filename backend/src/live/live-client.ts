import type { LiveMessage } from '@citywatch/contracts';
import type { WebSocket } from 'ws';
import type { Session } from '../auth/session.js';
import { IN_STEP, type Conflation } from './conflation.js';
import type { View } from './live-state.js';

/** Close codes of our own (docs/api.md). */
export const CLOSE_BAD_MESSAGE = 4400;
export const CLOSE_SESSION_OVER = 4401;
export const CLOSE_TOO_SLOW = 4008;
/** Standard: come again later. */
export const CLOSE_TRY_AGAIN = 1013;
export const CLOSE_GOING_AWAY = 1001;

/** One socket and what its client has asked for and been given. */
export class LiveClient {
  view: View | null = null;
  /** Same for clients with the same view: they share one encoding. */
  viewKey = '';
  subscription = 0;
  /** Of the last frame of this subscription. */
  sequence = 0;
  /** Last tick whose changes it has. */
  tick = 0;
  conflation: Conflation = IN_STEP;
  /** Sequence of the last incident event it has; null: it has not asked, or its first answer is being read. */
  incidentSequence: number | null = null;
  alive = true;
  requests = 0;

  constructor(
    readonly socket: WebSocket,
    readonly session: Session,
  ) {}

  send(message: LiveMessage): void {
    this.sendText(JSON.stringify(message));
  }

  sendText(text: string): void {
    if (this.socket.readyState === this.socket.OPEN) this.socket.send(text);
  }

  sendFrame(frame: Uint8Array): void {
    if (this.socket.readyState === this.socket.OPEN) this.socket.send(frame, { binary: true });
  }

  /** Sends what may be larger than a slow client's limit: the limit waits until it has left. */
  sendLarge(data: string | Uint8Array): void {
    const bytes = typeof data === 'string' ? Buffer.byteLength(data) : data.byteLength;
    this.conflation = { ...this.conflation, allowance: this.conflation.allowance + bytes };
    if (typeof data === 'string') this.sendText(data);
    else this.sendFrame(data);
  }

  /** Says why, then closes; a peer that does not answer the goodbye is cut by ws after 30 s. */
  refuse(code: number, error: string, detail: string): void {
    this.send({ type: 'error', code: error, detail });
    this.socket.close(code, detail.slice(0, 100));
  }
}
