import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startDaemon, waitUntilReady } from './daemon.js';
import { requireSpace } from './disk.js';
import { kafkaProperties } from './kafka-config.js';
import { coordinatorsAnswer } from './kafka-probe.js';
import { requireFree } from './port.js';
import { writeFileAtomically, type ProcessRecord } from './records.js';
import { run } from './run.js';
import { portSettings, type InstancePaths, type Ports, type Settings } from './settings.js';

const slowStartMs = 90_000;

/** Starts the broker and waits until consumers can join groups. `classPath` comes from {@link provideKafka}. */
export async function startKafka(
  settings: Settings,
  paths: InstancePaths,
  ports: Ports,
  classPath: string,
  owner?: ProcessRecord['owner'],
): Promise<ProcessRecord> {
  requireSpace(paths.dir, 500, 'Kafka');
  await requireFree(ports.kafka, 'Kafka', portSettings.kafka.variable);
  await requireFree(ports.kafkaController, 'the Kafka controller', portSettings.kafkaController.variable);
  const dataDir = join(paths.kafka, 'data');
  const properties = join(paths.kafka, 'server.properties');
  mkdirSync(dataDir, { recursive: true });
  writeFileAtomically(properties, kafkaProperties(dataDir, ports));
  if (!existsSync(join(dataDir, 'meta.properties'))) {
    const clusterId = `c${randomBytes(16).toString('base64url').slice(1)}`;
    const format = [
      '-cp',
      classPath,
      'kafka.tools.StorageTool',
      'format',
      '--ignore-formatted',
      '-t',
      clusterId,
      '-c',
      properties,
    ];
    await run('java', ['-XX:TieredStopAtLevel=1', ...format]);
  }
  const record = startDaemon(
    paths,
    {
      name: 'kafka',
      command: 'java',
      args: [
        '-Xms256m',
        `-Xmx${settings.kafkaHeap}`,
        '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
        '-Dorg.slf4j.simpleLogger.showDateTime=true',
        '-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd HH:mm:ss.SSS',
        '-cp',
        classPath,
        'kafka.Kafka',
        properties,
      ],
      cwd: paths.kafka,
    },
    owner,
  );
  await waitUntilReady(paths, record, () => coordinatorsAnswer('127.0.0.1', ports.kafka), slowStartMs);
  return record;
}
