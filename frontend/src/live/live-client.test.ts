import {
  encodeFrame,
  FRAME_DELTA,
  FRAME_SNAPSHOT,
  type IncidentPush,
  type LiveMessage,
  type LiveRequest,
} from '@citywatch/contracts';
import { LiveClient, LIVE_DEFAULTS, type LinkStatus, type Socket } from './live-client';

class FakeSocket implements Socket {
  onopen: Socket['onopen'] = null;
  onmessage: Socket['onmessage'] = null;
  onclose: Socket['onclose'] = null;
  closed = false;
  readonly sent: LiveRequest[] = [];
  send(text: string) {
    this.sent.push(JSON.parse(text) as LiveRequest);
  }
  close() {
    this.closed = true;
  }
  say(message: LiveMessage) {
    this.onmessage?.(JSON.stringify(message));
  }
  frame(kind: 1 | 2, subscription: number, sequence: number, serverTime = 0) {
    const bytes = encodeFrame({
      kind,
      subscription,
      sequence,
      serverTime,
      datastreams: Uint32Array.of(7),
      results: Float32Array.of(1.5),
      offsets: Int32Array.of(-100),
      qualities: Uint8Array.of(0),
    });
    this.onmessage?.(bytes.buffer as ArrayBuffer);
  }
  of<T extends LiveRequest['type']>(type: T) {
    return this.sent.filter((request): request is Extract<LiveRequest, { type: T }> => request.type === type);
  }
}

function make() {
  const sockets: FakeSocket[] = [];
  const timers: { at: number; run: () => void }[] = [];
  let now = 1_000_000;
  const log = { frames: 0, messages: [] as LiveMessage[], statuses: [] as LinkStatus[], ended: 0, refused: 0 };
  const client = new LiveClient(
    {
      open: () => {
        const socket = new FakeSocket();
        sockets.push(socket);
        return socket;
      },
      now: () => now,
      random: () => 1,
      after: (ms, run) => {
        const timer = { at: now + ms, run };
        timers.push(timer);
        return () => timers.splice(timers.indexOf(timer) >>> 0, 1);
      },
    },
    {
      frame: () => (log.frames += 1),
      message: (message) => log.messages.push(message),
      status: (status) => log.statuses.push(status),
      sessionEnded: () => (log.ended += 1),
      refused: () => (log.refused += 1),
      serverTime: () => undefined,
    },
  );
  const pass = (ms: number) => {
    const end = now + ms;
    for (;;) {
      const [next] = timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at);
      if (!next) break;
      timers.splice(timers.indexOf(next), 1);
      now = next.at;
      next.run();
    }
    now = end;
  };
  const last = () => sockets[sockets.length - 1];
  const status = () => log.statuses[log.statuses.length - 1];
  return { client, sockets, log, pass, last, status };
}
const push = (sequence: number) => ({ sequence }) as IncidentPush;

describe('LiveClient', () => {
  it('subscribes and asks for all incidents when it opens', () => {
    const { client, last } = make();
    client.watch([-88, 41, -87, 42], ['speed']);
    client.start();
    last().onopen?.();
    expect(last().of('subscribe')).toEqual([
      { type: 'subscribe', id: 1, bounds: [-88, 41, -87, 42], properties: ['speed'] },
    ]);
    expect(last().of('incidents')).toEqual([{ type: 'incidents', after: null }]);
  });

  it('passes the snapshot and deltas in sequence on', () => {
    const { client, last, log } = make();
    client.watch([0, 0, 1, 1], []);
    client.start();
    last().onopen?.();
    last().frame(FRAME_SNAPSHOT, 1, 0);
    last().frame(FRAME_DELTA, 1, 1);
    last().frame(FRAME_DELTA, 1, 2);
    expect(log.frames).toBe(3);
  });

  it('subscribes again after a hole and ignores frames of the old subscription', () => {
    const { client, last, log } = make();
    client.watch([0, 0, 1, 1], []);
    client.start();
    last().onopen?.();
    last().frame(FRAME_SNAPSHOT, 1, 0);
    last().frame(FRAME_DELTA, 1, 2);
    expect(
      last()
        .of('subscribe')
        .map((r) => r.id),
    ).toEqual([1, 2]);
    last().frame(FRAME_DELTA, 1, 3);
    expect(log.frames).toBe(1);
    // A delta of the new subscription before its snapshot has nothing to be applied to.
    last().frame(FRAME_DELTA, 2, 1);
    last().frame(FRAME_SNAPSHOT, 2, 0);
    last().frame(FRAME_DELTA, 2, 1);
    expect(log.frames).toBe(3);
    expect(last().of('subscribe')).toHaveLength(2);
  });

  it('comes back for ever, later each time up to the limit', () => {
    const { client, sockets, pass, last, status } = make();
    client.start();
    last().onopen?.();
    for (let attempt = 0; attempt < 40; attempt++) {
      const before = sockets.length;
      last().onclose?.(1006);
      const wait = Math.min(LIVE_DEFAULTS.retryMost, LIVE_DEFAULTS.retryFirst * 2 ** attempt);
      pass(wait - 1);
      expect(sockets).toHaveLength(before);
      pass(1);
      expect(sockets).toHaveLength(before + 1);
    }
    expect(status().phase).toBe('lost');
    last().onopen?.();
    expect(status()).toMatchObject({ phase: 'open', attempts: 0 });
  });

  it('resumes incidents after the last sequence and drops those seen already', () => {
    const { client, pass, last, log } = make();
    client.start();
    last().onopen?.();
    last().say({ type: 'incidents', sequence: 40, complete: true, incidents: [], pushes: [] });
    last().say({ type: 'incident', ...push(41) });
    last().say({ type: 'incident', ...push(41) });
    expect(log.messages).toHaveLength(2);
    last().onclose?.(1006);
    pass(LIVE_DEFAULTS.retryFirst);
    last().onopen?.();
    expect(last().of('incidents')).toEqual([{ type: 'incidents', after: 41 }]);
  });

  it('starts over from a complete answer with a lower sequence (another database)', () => {
    const { client, pass, last } = make();
    client.start();
    last().onopen?.();
    last().say({ type: 'incidents', sequence: 40, complete: true, incidents: [], pushes: [] });
    last().say({ type: 'incidents', sequence: 3, complete: true, incidents: [], pushes: [] });
    last().onclose?.(1006);
    pass(LIVE_DEFAULTS.retryFirst);
    last().onopen?.();
    expect(last().of('incidents')).toEqual([{ type: 'incidents', after: 3 }]);
  });

  it('gives a silent socket up at the limit, not before', () => {
    const { client, sockets, pass, last, status } = make();
    client.start();
    last().onopen?.();
    const silent = last();
    pass(LIVE_DEFAULTS.silenceMost);
    expect(status().phase).toBe('open');
    pass(LIVE_DEFAULTS.pingEvery);
    expect(silent.closed).toBe(true);
    expect(status().phase).toBe('lost');
    pass(LIVE_DEFAULTS.retryFirst);
    expect(sockets).toHaveLength(2);
  });

  it('keeps a link that only answers pings', () => {
    const { client, pass, last, status } = make();
    client.start();
    last().onopen?.();
    for (let i = 0; i < 30; i++) {
      last().say({ type: 'pong', at: 0, serverTime: 0 });
      pass(LIVE_DEFAULTS.pingEvery);
    }
    expect(status().phase).toBe('open');
  });

  it('measures the lag with the server clock', () => {
    const { client, pass, last, status } = make();
    client.watch([0, 0, 1, 1], []);
    client.start();
    last().onopen?.();
    // The server's clock is 5 s ahead of ours.
    last().say({ type: 'pong', at: 1_000_000, serverTime: 1_005_000 });
    pass(1_000);
    last().frame(FRAME_SNAPSHOT, 1, 0, 1_005_600);
    expect(status().lag).toBe(400);
  });

  it('tells when it was refused and stops when the session is over', () => {
    const { client, sockets, pass, last, log, status } = make();
    client.start();
    last().onclose?.(1006);
    expect(log.refused).toBe(1);
    pass(LIVE_DEFAULTS.retryFirst);
    last().onopen?.();
    last().onclose?.(4401);
    expect(log.ended).toBe(1);
    expect(status().phase).toBe('stopped');
    pass(100_000);
    expect(sockets).toHaveLength(2);
    client.start();
    expect(sockets).toHaveLength(3);
  });

  it('tells of a message it cannot read and goes on', () => {
    const { client, last, log } = make();
    client.watch([0, 0, 1, 1], []);
    client.start();
    last().onopen?.();
    last().onmessage?.('{not json');
    last().onmessage?.(new ArrayBuffer(5));
    last().say({ type: 'welcome', protocol: 99, serverTime: 0, user: '' });
    expect(log.messages.map((message) => message.type)).toEqual(['error', 'error', 'error']);
    last().frame(FRAME_SNAPSHOT, 1, 0);
    expect(log.frames).toBe(1);
  });

  it('lets the sink know how slow it is', () => {
    const { client, last, status } = make();
    client.start();
    last().onopen?.();
    last().say({ type: 'conflated', everyNthTick: 2 });
    expect(status().everyNthTick).toBe(2);
  });
});
