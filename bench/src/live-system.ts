import { readdirSync, readFileSync } from 'node:fs';
import { startSystem, type System } from '@citywatch/e2e/system';
import {
  decodeFrame,
  DOMAINS,
  LIVE_PATH,
  OBSERVED_PROPERTIES,
  propertiesOf,
  TELEMETRY_TOPICS,
  THINGS_TOPIC,
  type LiveRequest,
  type ObservationFrame,
  type ReportMessage,
  type ThingMetadata,
} from '@citywatch/contracts';
import { createProducer, type StreamProducer } from '@citywatch/stream';
import WebSocket from 'ws';
import { parentOf } from './machine.js';
import { until, withServices, type BenchServices } from './services.js';

const INTERVAL_S = 1;
const BOUNDS = { west: -87.95, south: 41.62, east: -87.5, north: 42.05 };

export interface LiveSystem {
  readonly system: System;
  readonly services: BenchServices;
  readonly things: readonly ThingMetadata[];
  readonly producer: StreamProducer;
  /** Opens a socket that sees the whole city, and calls `onFrame` for each frame and its bytes. */
  open(onFrame: (frame: ObservationFrame, bytes: number) => void): Promise<WebSocket>;
  /** Sends one report of each Thing a second for so long, spread evenly; returns the number of reports. */
  publish(seconds: number): Promise<number>;
}

/** The whole system, with as many Things as reports a second are wanted, and one signed-in person. */
export async function withLiveSystem<T>(reportsPerSecond: number, body: (live: LiveSystem) => Promise<T>): Promise<T> {
  return withServices(async (services) => {
    const { kafkaBrokers, databaseUrl } = services;
    const system = await startSystem({ kafkaBrokers, databaseUrl, env: { LOG_LEVEL: 'warn' } });
    const producer = createProducer({ brokers: kafkaBrokers, clientId: 'bench' });
    try {
      const things = describeThings(reportsPerSecond);
      await producer.send([
        {
          topic: system.topicPrefix + THINGS_TOPIC.name,
          messages: things.map((thing) => ({ key: thing.thing, value: JSON.stringify(thing) })),
        },
      ]);
      const cookie = await enrol(system);
      await until(
        'the catalogue is complete',
        async () => ((await catalogueSize(system, cookie)) === things.length ? true : undefined),
        200,
      );
      const publish = (seconds: number): Promise<number> => publishSteadily(system, producer, things, seconds);
      return await body({
        system,
        services,
        things,
        producer,
        publish,
        open: (onFrame) => open(system, cookie, onFrame),
      });
    } finally {
      await producer.close();
      await system.stop();
    }
  });
}

function describeThings(count: number): ThingMetadata[] {
  return Array.from({ length: count }, (_, i) => {
    const domain = DOMAINS[i % DOMAINS.length];
    return {
      schema: 'thing.v1',
      thing: `bench:${domain}-${i}`,
      operator: 'bench',
      domain,
      name: `Bench ${i}`,
      longitude: BOUNDS.west + ((i * 0.618) % 1) * (BOUNDS.east - BOUNDS.west),
      latitude: BOUNDS.south + ((i * 0.382) % 1) * (BOUNDS.north - BOUNDS.south),
      properties: propertiesOf(domain)
        .slice(0, 3)
        .map((p) => p.id),
      interval: INTERVAL_S,
    };
  });
}

async function enrol(system: System): Promise<string> {
  const token = new URL(system.adminLink()).searchParams.get('token') ?? '';
  const answer = await fetch(`${system.url}/api/enrolment`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: system.url },
    body: JSON.stringify({ token, name: 'bench', password: `bench ${token}` }),
  });
  const cookie = answer.headers.get('set-cookie')?.split(';')[0];
  if (!answer.ok || cookie === undefined) throw new Error(`cannot sign in: ${answer.status} ${await answer.text()}`);
  return cookie;
}

async function catalogueSize(system: System, cookie: string): Promise<number> {
  const answer = await fetch(`${system.url}/api/things`, { headers: { cookie } });
  return ((await answer.json()) as { things: unknown[] }).things.length;
}

async function open(
  system: System,
  cookie: string,
  onFrame: (frame: ObservationFrame, bytes: number) => void,
): Promise<WebSocket> {
  const socket = new WebSocket(system.url.replace(/^http/, 'ws') + LIVE_PATH, {
    headers: { cookie, origin: system.url },
    perMessageDeflate: false,
  });
  socket.binaryType = 'arraybuffer';
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.on('message', (data, isBinary) => {
      if (!isBinary) return;
      const frame = decodeFrame(data as ArrayBuffer);
      // The first frame is the snapshot: the subscription stands.
      resolve();
      onFrame(frame, (data as ArrayBuffer).byteLength);
    });
    socket.once('open', () => {
      const { west, south, east, north } = BOUNDS;
      const properties = OBSERVED_PROPERTIES.map((p) => p.id);
      const request: LiveRequest = { type: 'subscribe', id: 1, bounds: [west, south, east, north], properties };
      socket.send(JSON.stringify(request));
    });
  });
  return socket;
}

const SLICES = 20;

async function publishSteadily(
  system: System,
  producer: StreamProducer,
  things: readonly ThingMetadata[],
  seconds: number,
): Promise<number> {
  const begin = performance.now();
  let sent = 0;
  let last: Promise<void> = Promise.resolve();
  for (let slice = 0; slice < seconds * SLICES; slice++) {
    const due = begin + (slice * 1000) / SLICES;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
    const now = Date.now();
    const part = things.filter((_, i) => i % SLICES === slice % SLICES);
    const batch = DOMAINS.map((domain) => ({
      topic: system.topicPrefix + TELEMETRY_TOPICS[domain].name,
      messages: part
        .filter((thing) => thing.domain === domain)
        .map((thing) => ({ key: thing.thing, value: JSON.stringify(reportOf(thing, now, slice)) })),
    }));
    // Not awaited before the next slice is due: a slow broker must show as latency, not as a lower rate.
    last = Promise.all([last, producer.send(batch)]).then(() => undefined);
    sent += part.length;
  }
  await last;
  return sent;
}

function reportOf({ thing, operator, domain, properties }: ThingMetadata, now: number, slice: number): ReportMessage {
  const results: Record<string, number> = {};
  for (const id of properties) {
    const [min, max] = OBSERVED_PROPERTIES.find((p) => p.id === id)?.plausible ?? [0, 1];
    results[id] = min + (max - min) * (0.4 + 0.01 * Math.sin(slice / 50));
  }
  return {
    schema: `${domain}.v1`,
    thing,
    operator,
    sequence: now,
    phenomenonTime: new Date(now).toISOString(),
    results,
  };
}

/** Process id of a child of ours that runs this file. */
export function childRunning(file: string): number {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const pid = pids.find(
    (name) => parentOf(Number(name)) === process.pid && readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(file),
  );
  if (pid === undefined) throw new Error(`no child of this process runs ${file}`);
  return Number(pid);
}
