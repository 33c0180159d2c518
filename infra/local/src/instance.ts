import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { queryAnswers } from './database.repository.js';
import { provideKafka } from './kafka-install.js';
import { coordinatorsAnswer } from './kafka-probe.js';
import { startKafka } from './kafka.js';
import { withLock } from './lock.js';
import { isFree, pickFreePorts } from './port.js';
import { step } from './progress.js';
import {
  endProcess,
  isOrphan,
  loadAllRunning,
  loadRunning,
  saveRecord,
  writeFileAtomically,
  type ProcessRecord,
} from './records.js';
import { instancePaths, portNames, type InstancePaths, type Ports, type Settings } from './settings.js';
import { provideTimescale } from './timescale-install.js';
import { databaseDir, databaseUrl, startTimescale } from './timescale.js';
import { UserError } from './user-error.js';

/** What a client needs to use an instance. */
export interface Urls {
  kafkaBrokers: string;
  databaseUrl: string;
  apiUrl: string;
}

export const serviceNames = ['timescaledb', 'kafka'] as const;
type ServiceName = (typeof serviceNames)[number];

/**
 * Ports of an instance. The main one's are settings, others pick free ones and keep them while they can; what runs
 * already keeps the port that it was started with.
 */
export async function instancePorts(settings: Settings, paths: InstancePaths): Promise<Ports> {
  const stored = loadPorts(paths);
  const running = new Set(loadAllRunning(paths.run).map((record) => record.name));
  if (paths.name === 'main') return mergePorts(settings.ports, stored, running);
  if (stored && (running.size || (await Promise.all(portNames.map((name) => isFree(stored[name])))).every(Boolean)))
    return stored;
  const free = await pickFreePorts(portNames.length);
  return Object.fromEntries(portNames.map((name, index) => [name, free[index]])) as unknown as Ports;
}

/** `wanted`, except where the process that listens runs already: there what it was started with. */
export function mergePorts(wanted: Ports, stored: Ports | undefined, running: ReadonlySet<string>): Ports {
  if (!stored) return wanted;
  return {
    ...wanted,
    ...(running.has('kafka') ? { kafka: stored.kafka, kafkaController: stored.kafkaController } : {}),
    ...(running.has('timescaledb') ? { database: stored.database } : {}),
    ...(running.has('api') ? { api: stored.api } : {}),
  };
}

export function savePorts(paths: InstancePaths, ports: Ports): void {
  mkdirSync(paths.dir, { recursive: true });
  writeFileAtomically(paths.ports, JSON.stringify(ports));
}

function loadPorts(paths: InstancePaths): Ports | undefined {
  try {
    const value = JSON.parse(readFileSync(paths.ports, 'utf8')) as Partial<Ports>;
    return portNames.every((name) => typeof value[name] === 'number') ? (value as Ports) : undefined;
  } catch {
    return undefined;
  }
}

/** The addresses of an instance; KAFKA_BROKERS and DATABASE_URL win where they are set. */
export function instanceUrls(settings: Settings, paths: InstancePaths, ports: Ports): Urls {
  return {
    kafkaBrokers: settings.kafkaBrokers ?? `127.0.0.1:${ports.kafka}`,
    databaseUrl: settings.databaseUrl ?? databaseUrl(paths, ports.database),
    apiUrl: `http://127.0.0.1:${ports.api}`,
  };
}

export interface UpResult {
  urls: Urls;
  ports: Ports;
  /** Services that this call started or adopted; empty where all ran already. */
  started: ServiceName[];
}

/**
 * Makes Kafka and TimescaleDB of an instance run and answer. What already runs is used as it is. `owner` marks what is
 * started here (or was left by an owner that is gone), so that its end can end it.
 */
export async function up(settings: Settings, name: string, owner?: ProcessRecord['owner']): Promise<UpResult> {
  const paths = instancePaths(settings.root, name);
  const classPath = settings.kafkaBrokers ? undefined : await provideKafka(settings);
  const home = settings.databaseUrl ? undefined : await provideTimescale(settings);
  return withLock(join(paths.dir, 'lock'), `starting the ${name} instance`, async () => {
    const ports = await instancePorts(settings, paths);
    savePorts(paths, ports);
    const urls = instanceUrls(settings, paths, ports);
    const services: Service[] = [];
    if (home)
      services.push({
        name: 'timescaledb',
        title: 'TimescaleDB',
        answers: () => queryAnswers(urls.databaseUrl),
        start: () => startTimescale(settings, paths, ports, home, owner),
      });
    if (classPath)
      services.push({
        name: 'kafka',
        title: 'Kafka',
        answers: () => coordinatorsAnswer('127.0.0.1', ports.kafka),
        start: () => startKafka(settings, paths, ports, classPath, owner),
      });
    const started: ServiceName[] = [];
    if (services.length)
      await step(`${services.map(({ title }) => title).join(' and ')} (${name})`, async () => {
        // Both to their end even where one fails, so that nothing starts behind the back of the one who cleans up.
        const results = await Promise.allSettled(services.map((service) => provide(paths, service, owner, started)));
        for (const result of results) if (result.status === 'rejected') throw result.reason;
      });
    return { urls, ports, started };
  });
}

interface Service {
  name: ServiceName;
  title: string;
  answers: () => Promise<boolean>;
  start: () => Promise<unknown>;
}

async function provide(
  paths: InstancePaths,
  service: Service,
  owner: ProcessRecord['owner'],
  started: ServiceName[],
): Promise<void> {
  if (await useRunning(paths, service, owner, started)) return;
  await service.start();
  started.push(service.name);
}

/** True where the service runs and answers; takes over what a killed `npm start` left. */
async function useRunning(
  paths: InstancePaths,
  { name: service, answers }: Service,
  owner: ProcessRecord['owner'],
  started: ServiceName[],
): Promise<boolean> {
  const record = loadRunning(paths.run, service);
  if (!record) return false;
  const end = Date.now() + 60_000;
  while (!(await answers())) {
    if (!loadRunning(paths.run, service)) return false;
    if (Date.now() > end)
      throw new UserError(
        `${service} (pid ${record.pid}) runs but does not answer.`,
        `End it with: npm run stack -- down --instance ${paths.name}`,
      );
    await delay(200);
  }
  if (isOrphan(record)) {
    const { owner: _gone, ...rest } = record;
    saveRecord(paths.run, owner ? { ...rest, owner } : rest);
    if (owner) started.push(service);
  }
  return true;
}

const endings: Record<ServiceName, { gentle: NodeJS.Signals; firm: NodeJS.Signals }> = {
  // A fast shutdown of PostgreSQL, then an immediate one.
  timescaledb: { gentle: 'SIGINT', firm: 'SIGQUIT' },
  kafka: { gentle: 'SIGTERM', firm: 'SIGKILL' },
};

export type RestartMode = 'fast' | 'immediate' | 'kill';

/** Ends one service as asked (default: its graceful way). */
export async function endService(paths: InstancePaths, service: string, mode: RestartMode = 'fast'): Promise<boolean> {
  const record = loadRunning(paths.run, service);
  if (!record) return false;
  const { gentle, firm } = endings[service as ServiceName] ?? { gentle: 'SIGTERM', firm: 'SIGKILL' };
  await endProcess(paths.run, record, {
    gentle: mode === 'fast' ? gentle : mode === 'immediate' ? firm : 'SIGKILL',
    firm,
  });
  return true;
}

/**
 * Ends every process of an instance, our own first, so that they still reach the services while they finish.
 * `condition` is asked while nobody can start the instance.
 */
export async function down(
  settings: Settings,
  name: string,
  condition = (_running: ProcessRecord[]) => true,
): Promise<string[]> {
  const paths = instancePaths(settings.root, name);
  return withLock(join(paths.dir, 'lock'), `ending the ${name} instance`, async () => {
    if (!condition(loadAllRunning(paths.run))) return [];
    // An `npm start` ends all that it has started by itself, and would start again what is ended under it.
    const start = loadRunning(paths.run, 'start');
    if (start) await step('Ending npm start', () => endProcess(paths.run, start, { timeoutMs: 60_000 }));
    const records = loadAllRunning(paths.run);
    const running = records.map((record) => record.name);
    const services = running.filter((process) => (serviceNames as readonly string[]).includes(process));
    const ours = running.filter((process) => !services.includes(process));
    if (running.length)
      await step(`Ending ${[...ours, ...services].join(', ')}`, async () => {
        await Promise.all(ours.map((process) => endService(paths, process)));
        await Promise.all(services.map((process) => endService(paths, process)));
      });
    return start ? ['start', ...running] : running;
  });
}

/** Ends an instance and drops its data. */
export async function reset(settings: Settings, name: string): Promise<void> {
  await down(settings, name);
  const paths = instancePaths(settings.root, name);
  const folders = [paths.dir, databaseDir(settings.root, paths, 'folder')];
  for (const folder of folders) if (existsSync(folder)) rmSync(folder, { recursive: true, force: true });
}
