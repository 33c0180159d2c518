import { parseArgs, type ParseArgsConfig } from 'node:util';
import { UserError } from './user-error.js';

/** parseArgs whose errors name the option and the way to help. */
export function parseOptions<T extends ParseArgsConfig>(command: string, args: string[], config: T) {
  try {
    return parseArgs<T>({ ...config, args, strict: true });
  } catch (error) {
    const first = (error as Error).message.split(/\. |\n/)[0] ?? '';
    throw new UserError(`${first}.`, `\`npm run ${command} -- --help\` lists the options.`);
  }
}
