import { UserError } from './user-error.js';

/**
 * Entry of every command: bootstrap.mjs has installed and built, so this only loads dist/<command>.js and shows a
 * failure as what failed and what to do.
 */
export async function runCommand(name: string, args: string[]): Promise<void> {
  try {
    const command = (await import(`./${name}.js`)) as { main: (args: string[]) => Promise<void> };
    await command.main(args);
  } catch (error) {
    if (error instanceof UserError) {
      console.error(`\n${error.message}`);
      if (error.advice) console.error(error.advice);
    } else console.error(error);
    process.exitCode = 1;
  }
}
