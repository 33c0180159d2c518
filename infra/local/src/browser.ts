import { existsSync } from 'node:fs';
import { step } from './progress.js';
import { run } from './run.js';
import { UserError } from './user-error.js';

const usual = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Path of a Chromium for the end-to-end tests: CHROMIUM_PATH, an installed one, or (Debian, as root) Debian's package. */
export async function provideChromium(fromEnvironment: string | undefined): Promise<string> {
  if (fromEnvironment) {
    if (existsSync(fromEnvironment)) return fromEnvironment;
    throw new UserError(`CHROMIUM_PATH is "${fromEnvironment}", which does not exist.`);
  }
  const found = usual.find((path) => existsSync(path));
  if (found) return found;
  const advice = 'Install Chromium or Chrome and set CHROMIUM_PATH to its program.';
  if (!existsSync('/etc/debian_version') || process.getuid?.() !== 0)
    throw new UserError('The end-to-end tests need Chromium, and none was found.', advice);
  await step("Debian's chromium, once", async ({ update }) => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    update('reading package lists');
    await run('apt-get', ['update'], { env, advice });
    const onLine = (line: string) => /^(Get:|Unpacking|Setting up)/.test(line) && update(line.slice(0, 60));
    await run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], { env, advice, onLine });
    update('ready');
  });
  if (!existsSync('/usr/bin/chromium'))
    throw new UserError("Debian's chromium package has no /usr/bin/chromium.", advice);
  return '/usr/bin/chromium';
}
