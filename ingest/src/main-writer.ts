import { pino } from 'pino';
import { startMonitor, type Monitor } from './monitor.service.js';
import { parseWriterConfig, type WriterConfig } from './writer/config.js';
import { WriterService } from './writer/writer.service.js';

function readConfig(): WriterConfig {
  try {
    return parseWriterConfig(process.env);
  } catch (error) {
    console.error(`The writer does not start: ${(error as Error).message}`);
    process.exit(1);
  }
}

const config = readConfig();
const log = pino({ name: 'writer', level: config.logLevel });
let monitor: Monitor | null = null;
let stopping = false;

/** Ends once, whoever asks first. */
async function stop(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  await writer.stop();
  await monitor?.close();
  // All is committed; a socket that some library keeps must not keep the process.
  process.exit(code);
}

const writer = new WriterService(config, log, (error) => {
  log.fatal({ err: error }, 'the writer cannot go on');
  void stop(1);
});

for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.on(signal, () => {
    log.info(`${signal}: finishing what is in work`);
    void stop(0);
  });

try {
  monitor = await startMonitor({
    port: config.metricsPort,
    registry: writer.metrics.registry,
    alive: () => writer.alive(),
    ready: () => writer.ready(),
  });
  writer.start();
  log.info({ group: writer.name, metricsPort: monitor.port }, 'writer started');
} catch (error) {
  log.fatal((error as Error).message);
  process.exitCode = 1;
}
