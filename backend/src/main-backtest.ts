import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { parseForecast } from './detection/config.js';
import { HELP, parseBacktestArguments, runBacktest } from './backtest/backtest.command.js';
import { linesOf } from './backtest/line-source.js';
import { linesOfThread } from './backtest/line-thread.js';

// `… | head` closes the pipe: that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  console.error(`What was found cannot be written: ${error.message}`);
  process.exit(1);
});

try {
  const command = parseBacktestArguments(process.argv.slice(2), process.env);
  if (command.help) console.log(HELP);
  else
    await runBacktest(
      command.files,
      command.timeZone,
      {
        // With one processor a second thread only costs.
        read: availableParallelism() > 1 ? linesOfThread(process.stdin) : linesOf(process.stdin),
        print: async (text) => {
          if (!process.stdout.write(text)) await once(process.stdout, 'drain');
        },
        complain: (line) => console.error(line),
        now: () => performance.now(),
      },
      parseForecast(process.env),
    );
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
