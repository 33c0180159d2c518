import { pino } from 'pino';
import { startMonitor, type Monitor } from './monitor.service.js';
import { parseSenderConfig } from './simulate/config.js';
import { injectCommand } from './simulate/inject.command.js';
import { SimulateMetrics } from './simulate/metrics.js';
import { HELP, parseSimulateOptions, type RunOptions } from './simulate/options.js';
import { logReporter, terminalReporter, type Reporter } from './simulate/reporter.js';
import { SimulateService } from './simulate/simulate.service.js';
import { describeTotals } from './simulate/totals.js';

/** Settings and options, or the end of the process with what is wrong. */
function read() {
  try {
    const options = parseSimulateOptions(process.argv.slice(2));
    if (options.command === 'help') {
      console.log(HELP);
      process.exit(0);
    }
    return { options, config: parseSenderConfig(process.env, 'citywatch-simulator') };
  } catch (error) {
    console.error(`The simulator does not start: ${(error as Error).message}`);
    process.exit(2);
  }
}

const { options, config } = read();
const log = pino({ name: 'simulator', level: config.logLevel });
const reporter: Reporter = process.stdout.isTTY
  ? terminalReporter((text) => process.stdout.write(text))
  : logReporter(log);

async function run(runOptions: RunOptions): Promise<void> {
  const ending = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => ending.abort());
  const timer = runOptions.duration === undefined ? undefined : setTimeout(() => ending.abort(), runOptions.duration);
  const metrics = new SimulateMetrics();
  let monitor: Monitor | undefined;
  const service = new SimulateService(runOptions, config, reporter, metrics);
  try {
    monitor = await startMonitor({
      port: config.metricsPort,
      registry: metrics.registry,
      alive: () => null,
      ready: () => Promise.resolve(service.tally.messages > 0 ? null : 'nothing was sent yet'),
    });
    await service.run(ending.signal);
    const totals = service.tally.totals();
    reporter.info(describeTotals(totals), { totals });
  } finally {
    clearTimeout(timer);
    await monitor?.close();
  }
}

try {
  if (options.command === 'run') await run(options.run);
  else if (options.command === 'inject')
    process.exitCode = await injectCommand(config, options.inject, options.wait, reporter);
} catch (error) {
  reporter.warn(`the simulator ends: ${(error as Error).message}`);
  process.exitCode = 1;
}
