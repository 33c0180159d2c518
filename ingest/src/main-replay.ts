import { pino } from 'pino';
import { HELP, parseReplayOptions, type ReplayOptions } from './replay/options.js';
import { ReplayService } from './replay/replay.service.js';
import { parseSenderConfig, type SenderConfig } from './simulate/config.js';
import { logReporter, terminalReporter } from './simulate/reporter.js';
import { describeTotals } from './simulate/totals.js';

/** Settings and options, or the end of the process with what is wrong. */
function read(): { options: ReplayOptions; config: SenderConfig } {
  try {
    const options = parseReplayOptions(process.argv.slice(2));
    if (options) return { options, config: parseSenderConfig(process.env, 'citywatch-replay') };
  } catch (error) {
    console.error(`The replay does not start: ${(error as Error).message}`);
    process.exit(2);
  }
  console.log(HELP);
  process.exit(0);
}

const { options, config } = read();
const reporter = process.stdout.isTTY
  ? terminalReporter((text) => process.stdout.write(text))
  : logReporter(pino({ name: 'replay', level: config.logLevel }));
const ending = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => ending.abort());

const service = new ReplayService(options, config, reporter);
try {
  await service.run(ending.signal);
  const totals = service.tally.totals();
  reporter.info(describeTotals(totals), { totals });
} catch (error) {
  reporter.warn(`the replay ends: ${(error as Error).message}`);
  process.exitCode = 1;
}
