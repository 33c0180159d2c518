import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { requireSpace } from './disk.js';
import { parseJavaVersion } from './kafka-config.js';
import { withLock } from './lock.js';
import { step } from './progress.js';
import { run } from './run.js';
import type { Settings } from './settings.js';
import { UserError } from './user-error.js';
import { versions } from './versions.js';

const neededMb = 300;

/** @throws UserError where Java is missing or too old. */
export async function requireJava(): Promise<void> {
  const advice = `Install Java ${versions.java} or later (Debian: apt-get install openjdk-${versions.java}-jre-headless), or set KAFKA_BROKERS.`;
  const found = parseJavaVersion(await run('java', ['-version'], { advice }));
  if (found !== undefined && found < versions.java)
    throw new UserError(`Java ${found} is too old for Kafka ${versions.kafka}.`, advice);
}

function hasBroker(dir: string): boolean {
  return existsSync(dir) && readdirSync(dir).some((file) => file === `kafka_2.13-${versions.kafka}.jar`);
}

/** The class path of the broker: KAFKA_HOME's where set, else jars from Maven Central under `.local/kafka/<version>`. */
export async function provideKafka(settings: Settings): Promise<string> {
  await requireJava();
  if (settings.kafkaHome) {
    const libs = join(settings.kafkaHome, 'libs');
    if (!existsSync(libs))
      throw new UserError(
        `KAFKA_HOME is "${settings.kafkaHome}", which has no libs folder.`,
        'Correct it or unset it.',
      );
    return join(libs, '*');
  }
  const base = join(settings.root, '.local', 'kafka');
  const libs = join(base, versions.kafka);
  if (!hasBroker(libs))
    await withLock(join(settings.root, '.local', 'kafka.lock'), 'downloading Kafka', async () => {
      if (!hasBroker(libs))
        await step(`Kafka ${versions.kafka} from Maven Central`, ({ update }) =>
          download(settings, base, libs, update),
        );
    });
  return join(libs, '*');
}

/** Into a folder that is renamed when complete, so that a download that was cut off is simply made again. */
async function download(
  settings: Settings,
  base: string,
  libs: string,
  update: (detail: string) => void,
): Promise<void> {
  requireSpace(base, neededMb, 'Kafka');
  for (const left of readdirSync(base))
    if (left.startsWith('tmp-')) rmSync(join(base, left), { recursive: true, force: true });
  rmSync(libs, { recursive: true, force: true });
  const temporary = join(base, `tmp-${process.pid}`);
  mkdirSync(temporary, { recursive: true });
  const count = setInterval(() => update(`${readdirSync(temporary).length} of about 46 jars`), 500);
  try {
    await run(
      'mvn',
      [
        '-q',
        '-B',
        '-f',
        join(settings.root, 'infra/local/kafka/pom.xml'),
        'dependency:copy-dependencies',
        `-DoutputDirectory=${temporary}`,
      ],
      {
        advice:
          'Maven (Debian: apt-get install maven) and a connection to Maven Central are needed once. Try again, or set KAFKA_HOME to an unpacked Kafka, or KAFKA_BROKERS to a running one.',
      },
    );
  } finally {
    clearInterval(count);
  }
  if (!hasBroker(temporary))
    throw new UserError('Maven finished without the broker.', 'Empty ~/.m2/repository/org/apache/kafka and try again.');
  update(`${readdirSync(temporary).length} jars`);
  renameSync(temporary, libs);
}
