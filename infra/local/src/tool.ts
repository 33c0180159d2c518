import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root, settings } from './config.js';
import { queryAnswers } from './database.repository.js';
import { instancePorts, instanceUrls } from './instance.js';
import { coordinatorsAnswer } from './kafka-probe.js';
import { instancePaths } from './settings.js';
import { UserError } from './user-error.js';

/** What a command needs to be running. */
export type Need = 'kafka' | 'database';

/**
 * Runs one of the system's own commands against the services of the running `npm start` or `stack up` (or those that
 * KAFKA_BROKERS and DATABASE_URL name), at this terminal. Its exit code becomes ours.
 */
export async function runTool(entry: string, args: string[], needs: readonly Need[]): Promise<void> {
  const paths = instancePaths(root, 'main');
  const ports = await instancePorts(settings, paths);
  const urls = instanceUrls(settings, paths, ports);
  const asksForHelp = args.includes('--help') || args.includes('-h');
  if (!asksForHelp) await requireServices(needs, ports.kafka, urls.databaseUrl);
  if (!existsSync(join(root, entry))) throw new UserError(`${entry} is missing.`, 'Compile again: npm run build');
  const env = { ...process.env, KAFKA_BROKERS: urls.kafkaBrokers, DATABASE_URL: urls.databaseUrl };
  const child = spawn(process.execPath, ['--enable-source-maps', join(root, entry), ...args], {
    env,
    // File names in the arguments are relative to where the person is, not to the root.
    cwd: process.env['INIT_CWD'],
    stdio: 'inherit',
  });
  // Ctrl-C reaches the child by itself; we stay until it has finished, and pass on what is sent to us alone.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode, exitSignal) => resolve([exitCode, exitSignal]));
  });
  process.exitCode = signal === 'SIGINT' ? 130 : (code ?? 1);
}

async function requireServices(needs: readonly Need[], kafkaPort: number, databaseUrl: string): Promise<void> {
  const advice = 'Start everything with `npm start`, or only the services with `npm run stack -- up`.';
  if (needs.includes('kafka') && !settings.kafkaBrokers && !(await coordinatorsAnswer('127.0.0.1', kafkaPort)))
    throw new UserError(`Kafka does not answer on port ${kafkaPort}.`, advice);
  if (needs.includes('database') && !settings.databaseUrl && !(await queryAnswers(databaseUrl)))
    throw new UserError('TimescaleDB does not answer.', advice);
}
