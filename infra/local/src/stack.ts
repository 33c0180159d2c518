import { existsSync } from 'node:fs';
import { followLogs } from './tail.js';
import { parseOptions } from './arguments.js';
import { settings } from './config.js';
import { logPath } from './daemon.js';
import {
  down,
  endService,
  instancePorts,
  instanceUrls,
  reset,
  serviceNames,
  up,
  type RestartMode,
} from './instance.js';
import { loadAllRunning } from './records.js';
import { instancePaths } from './settings.js';
import { UserError } from './user-error.js';

const help = `npm run stack -- COMMAND [--instance main]

  up                     start Kafka and TimescaleDB, and leave them running
  down                   end every process of the instance
  status [--json]        what runs, and where
  restart SERVICE        end and start kafka or timescaledb; --mode fast|immediate|kill
  reset                  end everything and drop the instance's data
  logs [NAME]            show the last lines of the logs and follow them
`;

async function status(instance: string, json: boolean): Promise<void> {
  const paths = instancePaths(settings.root, instance);
  const urls = instanceUrls(settings, paths, await instancePorts(settings, paths));
  const running = loadAllRunning(paths.run);
  const names = [
    ...new Set([...(settings.kafkaBrokers && settings.databaseUrl ? [] : serviceNames), ...running.map((r) => r.name)]),
  ];
  const processes = names.map((name) => {
    const pid = running.find((record) => record.name === name)?.pid ?? null;
    return { name, pid, state: pid === null ? 'stopped' : 'running' };
  });
  if (json) return void console.log(JSON.stringify({ ...urls, processes }));
  console.log(`Kafka        ${urls.kafkaBrokers}`);
  console.log(`TimescaleDB  ${urls.databaseUrl.replace(/:[^:@/]*@/, ':…@')}   (with its password: status --json)`);
  console.log(`API          ${urls.apiUrl}`);
  for (const { name, pid, state } of processes)
    console.log(`${name.padEnd(12)} ${state}${pid === null ? '' : ` (pid ${pid})`}`);
}

async function restart(instance: string, service: string | undefined, mode: string): Promise<void> {
  if (!(serviceNames as readonly (string | undefined)[]).includes(service))
    throw new UserError(`"${service ?? ''}" is no service: restart takes ${serviceNames.join(' or ')}.`);
  if (!['fast', 'immediate', 'kill'].includes(mode))
    throw new UserError(`--mode is "${mode}": expected fast, immediate or kill.`);
  await endService(instancePaths(settings.root, instance), service as string, mode as RestartMode);
  await up(settings, instance);
}

async function logs(instance: string, name: string | undefined): Promise<void> {
  const paths = instancePaths(settings.root, instance);
  const file = name ? logPath(paths, name) : `${paths.logs}/*.log`;
  if (!existsSync(paths.logs) || (name && !existsSync(file))) throw new UserError(`There is no log at ${file} yet.`);
  await followLogs(paths.logs, name);
}

/** `npm run stack -- …` */
export async function main(args: string[]): Promise<void> {
  const { values, positionals } = parseOptions('stack', args, {
    allowPositionals: true,
    options: {
      instance: { type: 'string', default: 'main' },
      json: { type: 'boolean', default: false },
      mode: { type: 'string', default: 'fast' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const [command, name] = positionals;
  const { instance } = values;
  if (values.help || command === undefined) return void console.log(help);
  switch (command) {
    case 'up':
      await up(settings, instance);
      return status(instance, values.json);
    case 'down':
      if ((await down(settings, instance)).length === 0) console.error('Nothing was running.');
      return;
    case 'status':
      return status(instance, values.json);
    case 'restart':
      return restart(instance, name, values.mode);
    case 'reset':
      return reset(settings, instance);
    case 'logs':
      return logs(instance, name);
    default:
      throw new UserError(`"${command}" is no command of the stack.`, help);
  }
}
