import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { root, settings as fromEnvironment } from './config.js';
import { logPath, logTail } from './daemon.js';
import { buildFrontend } from './frontend-build.js';
import { endService, reset, savePorts, serviceNames, up, type UpResult } from './instance.js';
import { requireFree } from './port.js';
import { step } from './progress.js';
import {
  isOrphan,
  loadAllRunning,
  loadRunning,
  ownProcess,
  removeRecord,
  saveRecord,
  type ProcessRecord,
} from './records.js';
import { provideServices } from './services.js';
import { instancePaths, type Settings } from './settings.js';
import { parseStartOptions, startHelp, type StartOptions } from './start-options.js';
import { planProcesses, publicUrl } from './start-plan.js';
import { restartDelay, Supervisor } from './supervisor.js';
import { UserError } from './user-error.js';

const instance = 'main';
const paths = instancePaths(root, instance);
const isService = ({ name }: ProcessRecord) => (serviceNames as readonly string[]).includes(name);
const say = (line: string) => console.error(line);

const slowStartMs = 120_000;
const linkWaitMs = 2_000;
/** Quick ends of the API in a row after which waiting for it is of no use. */
const hopeless = 4;

async function isReady(apiUrl: string): Promise<boolean> {
  return fetch(`${apiUrl}/health/ready`, { signal: AbortSignal.timeout(2_000) }).then(
    (answer) => answer.ok,
    () => false,
  );
}

async function waitForApi(apiUrl: string, supervisor: Supervisor, signal: AbortSignal): Promise<void> {
  const end = Date.now() + slowStartMs;
  while (!(await isReady(apiUrl))) {
    signal.throwIfAborted();
    const log = logPath(paths, 'api');
    if (supervisor.failures('api') >= hopeless || Date.now() > end)
      throw new UserError(
        `The API does not become ready. The end of its log:\n${logTail(log)}`,
        `The whole log: ${log}`,
      );
    await delay(100);
  }
}

async function prepareData(databaseUrl: string, kafkaBrokers: string): Promise<void> {
  const { prepareDatabase, prepareTopics } = await import('./prepare.js');
  const env = { ...process.env, DATABASE_URL: databaseUrl, KAFKA_BROKERS: kafkaBrokers };
  await step('Database schema', async ({ update }) => update(await prepareDatabase(env, update)));
  await step('Topics', async ({ update }) => update(await prepareTopics(env)));
}

/**
 * How to sign in: the first administrator's link, which the API writes while there is no account. It may do so a moment
 * after it has become ready.
 */
async function signInHint(linkFile: string, signal: AbortSignal): Promise<string> {
  for (const end = Date.now() + linkWaitMs; Date.now() < end && !existsSync(linkFile) && !signal.aborted;)
    await delay(50);
  const link = existsSync(linkFile) ? readFileSync(linkFile, 'utf8').trim() : '';
  return link
    ? `Sign in:    ${link}\n            (once, to set the first administrator's password)`
    : 'Sign in:    with your account';
}

async function dropData(settings: Settings): Promise<void> {
  if (settings.kafkaBrokers || settings.databaseUrl)
    throw new UserError(
      '--reset drops only data of this clone, and KAFKA_BROKERS or DATABASE_URL is set.',
      'Empty those services yourself, or unset the variables.',
    );
  say(`--reset: dropping all stored data, accounts and logs of ${paths.dir}`);
  await reset(settings, instance);
}

async function runUntilSignal(
  options: StartOptions,
  settings: Settings,
  supervisor: Supervisor,
  signal: AbortSignal,
): Promise<void> {
  const begin = Date.now();
  if (options.reset) await dropData(settings);
  mkdirSync(paths.dir, { recursive: true });
  const own = ownProcess();
  saveRecord(paths.run, { name: 'start', ...own });
  await endOrphans();
  const services: UpResult = await provideServices(settings, options.services, own);
  const { urls, ports } = services;
  signal.throwIfAborted();
  await requireFree(ports.api, 'the dashboard', 'CITYWATCH_PORT');
  savePorts(paths, ports);
  await prepareData(urls.databaseUrl, urls.kafkaBrokers);
  await buildFrontend(root);
  signal.throwIfAborted();
  const firstAdminLinkFile = resolve(root, settings.firstAdminLinkFile ?? join(paths.dir, 'first-admin-link'));
  // One of an earlier start is over; the API may be ready before it has written the next.
  rmSync(firstAdminLinkFile, { force: true });
  const plans = planProcesses({
    options,
    urls,
    ports,
    metricsPort: settings.metricsPort,
    env: process.env,
    firstAdminLinkFile,
  });
  await step(`Starting ${plans.map(({ name }) => name).join(', ')}`, async () => {
    for (const plan of plans) await supervisor.start(plan);
    await waitForApi(urls.apiUrl, supervisor, signal);
  });
  console.log(`
Citywatch runs (started in ${Math.round((Date.now() - begin) / 1000)} s).

Dashboard:  ${publicUrl(process.env, ports.api)}
${await signInHint(firstAdminLinkFile, signal)}
Logs:       ${paths.logs}
Ctrl-C ends it and keeps the data.
`);
  await keepServices(settings, services, signal);
}

/** Starts a service of ours again when it is gone (kill -9, out of memory, a full disk), until the signal. */
async function keepServices(settings: Settings, { started }: UpResult, signal: AbortSignal): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    await delay(failures ? restartDelay(failures) : 1_000, undefined, { signal }).catch(() => undefined);
    const gone = started.filter((name) => !loadRunning(paths.run, name));
    if (!gone.length || signal.aborted) continue;
    say(`${gone.join(' and ')} ended; starting again.`);
    await up(settings, instance, ownProcess()).then(
      () => (failures = 0),
      (error: Error) => {
        failures++;
        say(`${error.message}${error instanceof UserError && error.advice ? `\n${error.advice}` : ''}`);
      },
    );
  }
}

/** Ends processes of ours that an earlier start left (kill -9): they hold ports, and their programs may be old. */
async function endOrphans(): Promise<void> {
  const left = loadAllRunning(paths.run).filter((record) => isOrphan(record) && !isService(record));
  if (left.length)
    await step(`Ending ${left.map(({ name }) => name).join(', ')} of an earlier start`, async () => {
      await Promise.all(left.map(({ name }) => endService(paths, name)));
    });
}

/** Ends every process that this command started, ours before the services that they need to finish their work. */
async function stop(supervisor: Supervisor | undefined): Promise<void> {
  supervisor?.halt();
  const self = ownProcess();
  const owned = loadAllRunning(paths.run).filter(
    ({ owner }) => owner?.pid === self.pid && owner.identity === self.identity,
  );
  for (const records of [owned.filter((record) => !isService(record)), owned.filter(isService)])
    if (records.length)
      await step(`Ending ${records.map(({ name }) => name).join(', ')}`, async () => {
        await Promise.all(records.map(({ name }) => endService(paths, name)));
      });
}

function requireAlone(): void {
  const other = loadRunning(paths.run, 'start');
  if (other)
    throw new UserError(
      `Citywatch runs already in this clone (pid ${other.pid}).`,
      'End that one with Ctrl-C, or with: npm run stack -- down',
    );
}

/** Paths as the person meant them: npm runs us in the root, whichever folder the command was given in. */
function findReplayFiles(files: readonly string[]): string[] {
  const paths = files.map((file) => resolve(process.env['INIT_CWD'] ?? '.', file));
  const missing = paths.find((path) => !existsSync(path));
  if (missing) throw new UserError(`--replay: there is no file ${missing}.`);
  return paths;
}

/** The settings of the environment as the options change them. */
function applyOptions(settings: Settings, { port, services }: StartOptions): Settings {
  const ports = { ...settings.ports, ...(port === undefined ? {} : { api: port }) };
  const own = services === 'local' || services === 'docker';
  return { ...settings, ports, ...(own ? { kafkaBrokers: undefined, databaseUrl: undefined } : {}) };
}

/** `npm start [-- options]` */
export async function main(args: string[]): Promise<void> {
  const parsed = parseStartOptions(args);
  if (parsed.help) return console.log(startHelp);
  const options = { ...parsed, replay: findReplayFiles(parsed.replay) };
  requireAlone();
  const settings = applyOptions(fromEnvironment, options);
  const controller = new AbortController();
  const supervisor = new Supervisor(paths, root, say);
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(name, () => {
      if (!controller.signal.aborted) say(`\n${name}: ending…`);
      controller.abort();
    });
  try {
    await runUntilSignal(options, settings, supervisor, controller.signal);
  } catch (error) {
    if (!controller.signal.aborted) throw error;
  } finally {
    controller.abort();
    await stop(supervisor);
    removeRecord(paths.run, 'start');
  }
}
