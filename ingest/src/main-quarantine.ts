import { parseStreamConfig } from '@citywatch/stream';
import { parseDatabaseConfig } from '@citywatch/timescale';
import { parseQuarantineArguments } from './quarantine/arguments.js';
import { runQuarantine } from './quarantine/quarantine.command.js';

// `… | head` closes the pipe: that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

try {
  const command = parseQuarantineArguments(process.argv.slice(2));
  await runQuarantine(command, {
    database: command.command === 'help' ? { url: '' } : parseDatabaseConfig(process.env),
    stream: () => parseStreamConfig(process.env, 'citywatch-quarantine'),
    print: (line) => console.log(line),
  });
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
