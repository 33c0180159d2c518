import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { HELP, parseBacktestArguments } from './backtest/backtest.arguments.js';
import type { SourceLines } from './backtest/line-source.js';
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
  else {
    const lines = await read(command.files);
    const { runBacktest } = await import('./backtest/backtest.command.js');
    const { parseForecast } = await import('./detection/config.js');
    await runBacktest(
      command.files,
      command.timeZone,
      {
        read: () => lines,
        print: async (text) => {
          if (!process.stdout.write(text)) await once(process.stdout, 'drain');
        },
        complain: (line) => console.error(line),
        now: () => performance.now(),
      },
      parseForecast(process.env),
    );
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}

/** Begins to read. The reader's thread loads its code while this one does; with one processor a second thread only costs. */
async function read(files: readonly string[]): Promise<AsyncIterable<SourceLines>> {
  if (availableParallelism() > 1) return linesOfThread(process.stdin)(files);
  const { linesOf } = await import('./backtest/line-source.js');
  return linesOf(process.stdin)(files);
}
