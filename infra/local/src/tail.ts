import { readdirSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** Shows the last lines of one log, or of all, and follows them until Ctrl-C. */
export async function followLogs(dir: string, name?: string): Promise<void> {
  const files = name ? [`${name}.log`] : readdirSync(dir).filter((file) => file.endsWith('.log'));
  const child = spawn('tail', ['-n', '50', '-F', ...files.map((file) => join(dir, file))], { stdio: 'inherit' });
  await new Promise((resolve) => child.on('close', resolve));
}
