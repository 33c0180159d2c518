import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { provideChromium } from './browser.js';
import { root } from './config.js';
import { buildFrontend } from './frontend-build.js';
import { enterTestInstance, leaveTestInstance } from './test-instance.js';
import {
  addCounts,
  countTests,
  jestArguments,
  planTests,
  summaryLine,
  type Counts,
  type Project,
  type TestPlan,
} from './test-plan.js';
import { UserError } from './user-error.js';

/** Time that Jest gets to exit after its result. */
const exitWaitMs = 15_000;
let running: ChildProcess | undefined;
let interrupted = false;

function isolatedEnv(): NodeJS.ProcessEnv {
  const { CITYWATCH_PORT: _port, ...env } = process.env;
  return {
    ...env,
    NODE_OPTIONS: `${env['NODE_OPTIONS'] ?? ''} --experimental-vm-modules --no-warnings=ExperimentalWarning`.trim(),
    NODE_ENV: 'test',
  };
}

/** Jest's exit code. It writes its result last, and may then be kept alive by what a test left open: that is ended. */
async function untilClosed(child: ChildProcess, output: string): Promise<number | null> {
  let written: number | undefined;
  let leak = false;
  const timer = setInterval(() => {
    if (written === undefined && existsSync(output)) written = Date.now();
    if (written === undefined || Date.now() - written < exitWaitMs || leak) return;
    leak = true;
    console.error(
      'Jest does not exit: a test left a connection or a timer open (npx jest --detectOpenHandles finds it).',
    );
    child.kill('SIGKILL');
  }, 500);
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  clearInterval(timer);
  return leak ? 0 : code;
}

/** One Jest project in a process of its own; counted from what Jest itself reports, not from its exit code alone. */
async function runProject(project: Project, plan: TestPlan, env: NodeJS.ProcessEnv): Promise<Counts> {
  const output = join(root, '.local', 'test-results', `${project}-${process.pid}.json`);
  mkdirSync(join(output, '..'), { recursive: true });
  rmSync(output, { force: true });
  const args = [join(root, 'node_modules/jest/bin/jest.js'), ...jestArguments(project, output, plan.jestArguments)];
  console.error(`\n— ${project} tests`);
  running = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'ignore', 'inherit'] });
  const code = await untilClosed(running, output);
  running = undefined;
  const counts = countTests(existsSync(output) ? readFileSync(output, 'utf8') : undefined);
  rmSync(output, { force: true });
  // Jest also fails for what is no test: a leaked handle, a threshold, a crash after the last test.
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

/** Services and browser of the run, as environment variables; a part that cannot be provided fails its tests, with the reason. */
async function provide(plan: TestPlan, env: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> {
  if (!plan.needsServices) return env;
  const urls = await enterTestInstance();
  const withServices = { ...env, KAFKA_BROKERS: urls.kafkaBrokers, DATABASE_URL: urls.databaseUrl };
  if (!plan.needsBrowser) return withServices;
  const chromium = await provideChromium(process.env['CHROMIUM_PATH']);
  await buildFrontend(root);
  return { ...withServices, CHROMIUM_PATH: chromium };
}

function onInterrupt(signal: NodeJS.Signals): void {
  if (interrupted) process.exit(130);
  interrupted = true;
  console.error(`\n${signal}: ending the tests and what they started…`);
  running?.kill('SIGTERM');
}

async function runAll(plan: TestPlan): Promise<Counts[]> {
  const env = isolatedEnv();
  const counts: Counts[] = [];
  // Unit tests need nothing and tell most, so they do not wait for services.
  if (plan.projects.includes('unit')) counts.push(await runProject('unit', plan, env));
  const rest = plan.projects.filter((project) => project !== 'unit');
  if (!rest.length || interrupted) return counts;
  const provided = await provide(plan, env).catch((error: unknown) => {
    console.error(error instanceof UserError ? `\n${error.message}\n${error.advice ?? ''}` : error);
    return undefined;
  });
  for (const project of rest) {
    if (interrupted) break;
    counts.push(provided ? await runProject(project, plan, provided) : { passed: 0, failed: 1, skipped: 0 });
  }
  return counts;
}

/** `npm test`, `npm run test:unit|integration|e2e` [-- files and options of Jest] */
export async function main(args: string[]): Promise<void> {
  const plan = planTests(args);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => onInterrupt(signal));
  let counts: Counts[] = [];
  try {
    counts = await runAll(plan);
  } finally {
    await leaveTestInstance();
    const total = addCounts(counts);
    process.exitCode = interrupted ? 130 : total.failed > 0 || counts.length === 0 ? 1 : 0;
    console.log(`\n${summaryLine(total)}`);
  }
}
