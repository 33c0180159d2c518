import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TOPICS } from '@citywatch/contracts';
import { ensureTopics } from '@citywatch/stream';
import { freePort, waitFor } from '@citywatch/testkit';
import { migrate } from '@citywatch/timescale';

const root = join(import.meta.dirname, '..', '..');

/** Our own processes, in the order of a reading's way. */
export const PROCESSES = {
  writer: 'ingest/dist/main-writer.js',
  detector: 'backend/dist/main-detector.js',
  peers: 'backend/dist/main-peers.js',
  correlator: 'backend/dist/main-correlator.js',
  api: 'backend/dist/main-api.js',
} as const;
export type ProcessName = keyof typeof PROCESSES;

export interface SystemOptions {
  readonly kafkaBrokers: readonly string[];
  readonly databaseUrl: string;
  /** Settings for all processes, over the defaults. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A whole Citywatch on given services, with topics and consumer groups of its own. */
export interface System {
  readonly url: string;
  readonly topicPrefix: string;
  readonly databaseUrl: string;
  readonly kafkaBrokers: readonly string[];
  /** One-time path with which the first administrator enrols. */
  adminLink(): string;
  /** Ends a process with this signal and starts it again at once; of the API it resolves when it serves again. */
  restart(name: ProcessName, signal: NodeJS.Signals): Promise<void>;
  /** The last lines each process wrote, for a failing test's message. */
  logs(): string;
  /** Ends all processes; throws where one does not end by itself after SIGTERM. */
  stop(): Promise<void>;
}

class Processes {
  private readonly running = new Map<ProcessName, ChildProcess>();

  constructor(
    private readonly folder: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  start(name: ProcessName): void {
    const child = spawn(process.execPath, [join(root, PROCESSES[name])], {
      env: this.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const log = createWriteStream(this.logPath(name), { flags: 'a' });
    child.stdout.pipe(log);
    child.stderr.pipe(log);
    this.running.set(name, child);
  }

  async end(name: ProcessName, signal: NodeJS.Signals): Promise<void> {
    const child = this.running.get(name);
    if (!child) return;
    this.running.delete(name);
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await waitFor(() => child.exitCode !== null || child.signalCode !== null, {
      what: `${name} ends after ${signal}`,
      timeout: 20_000,
    });
  }

  async endAll(): Promise<void> {
    const ends = await Promise.allSettled([...this.running.keys()].map((name) => this.end(name, 'SIGTERM')));
    const stuck = ends.find((end) => end.status === 'rejected');
    if (stuck) throw stuck.reason;
  }

  logs(): string {
    return (Object.keys(PROCESSES) as ProcessName[]).map((name) => `— ${name}\n${this.tail(name)}`).join('\n');
  }

  private logPath = (name: ProcessName) => join(this.folder, `${name}.log`);

  private tail(name: ProcessName): string {
    try {
      return readFileSync(this.logPath(name), 'utf8').split('\n').slice(-15).join('\n');
    } catch {
      return '(no log)';
    }
  }
}

/** Migrates, makes topics and starts writer, detector, correlator and API; resolves when the API is ready. */
export async function startSystem({ kafkaBrokers, databaseUrl, env = {} }: SystemOptions): Promise<System> {
  const topicPrefix = `e2e-${Date.now().toString(36)}-`;
  const folder = mkdtempSync(join(tmpdir(), 'citywatch-e2e-'));
  const linkFile = join(folder, 'first-admin-link');
  const port = await freePort();
  await migrate(databaseUrl);
  await ensureTopics({ brokers: [...kafkaBrokers], clientId: 'e2e' }, TOPICS, { prefix: topicPrefix });
  const processes = new Processes(folder, {
    ...process.env,
    NODE_OPTIONS: '',
    KAFKA_BROKERS: kafkaBrokers.join(','),
    DATABASE_URL: databaseUrl,
    TOPIC_PREFIX: topicPrefix,
    GROUP_PREFIX: topicPrefix,
    API_PORT: String(port),
    METRICS_PORT: '0',
    FIRST_ADMIN_LINK_FILE: linkFile,
    LOG_LEVEL: 'info',
    // The simulated city works on all of them.
    CITY_HOLIDAYS: 'none',
    ...env,
  });
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    await processes.endAll();
    rmSync(folder, { recursive: true, force: true });
  };
  for (const name of Object.keys(PROCESSES) as ProcessName[]) processes.start(name);
  try {
    await served(url);
  } catch (error) {
    const logs = processes.logs();
    await stop();
    throw new Error(`${(error as Error).message}\n${logs}`, { cause: error });
  }
  return {
    url,
    topicPrefix,
    databaseUrl,
    kafkaBrokers,
    adminLink: () => new URL(readFileSync(linkFile, 'utf8').trim(), url).toString(),
    restart: async (name, signal) => {
      await processes.end(name, signal);
      processes.start(name);
      if (name === 'api') await served(url);
    },
    logs: () => processes.logs(),
    stop,
  };
}

const served = (url: string): Promise<unknown> =>
  waitFor(async () => (await fetch(`${url}/health/ready`)).ok, { what: 'the API is ready', timeout: 60_000 });
