import { LIVE_PATH } from '@citywatch/contracts';
import type { LiveWorld, Socket } from './live-client';

/** The browser's WebSocket, clock and timers for the LiveClient. */
export const browserWorld: LiveWorld = {
  open() {
    const url = new URL(LIVE_PATH, window.location.href);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(url);
    socket.binaryType = 'arraybuffer';
    const wrapped: Socket = {
      onopen: null,
      onmessage: null,
      onclose: null,
      send: (text) => {
        if (socket.readyState === WebSocket.OPEN) socket.send(text);
      },
      close: () => socket.close(),
    };
    socket.onopen = () => wrapped.onopen?.();
    socket.onmessage = (event: MessageEvent<string | ArrayBuffer>) => wrapped.onmessage?.(event.data);
    socket.onclose = (event) => wrapped.onclose?.(event.code);
    return wrapped;
  },
  now: () => Date.now(),
  random: () => Math.random(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
