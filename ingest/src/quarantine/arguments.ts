import { parseArgs } from 'node:util';
import { REJECT_CODES } from '@citywatch/contracts';
import type { Selection } from './quarantine.repository.js';

export const HELP = `npm run quarantine -- COMMAND: the messages that were refused, kept word for word

  list    [--code CODE] [--waiting] [--limit N]   the newest, and how many there are of each code
  show    ID                                      one message with its reason, headers and bytes
  replay  [--code CODE] [--id ID]…                sends those not replayed yet to their topic again, after what was wrong is mended
  export  [--code CODE] [--id ID]… [--waiting]    JSON lines on stdout (key and value in base64)

CODE is one of ${REJECT_CODES.join(', ')}.`;

export type QuarantineCommand =
  | { readonly command: 'help' }
  | { readonly command: 'list'; readonly selection: Selection; readonly limit: number }
  | { readonly command: 'show'; readonly id: number }
  | { readonly command: 'replay' | 'export'; readonly selection: Selection };

const whole = (text: string, what: string): number => {
  if (!/^\d{1,15}$/.test(text)) throw new Error(`${what} is "${text}": it must be a whole number.`);
  return Number(text);
};

/** Understands the command line; throws an Error that says what is wrong. */
export function parseQuarantineArguments(args: readonly string[]): QuarantineCommand {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      code: { type: 'string' },
      id: { type: 'string', multiple: true },
      waiting: { type: 'boolean' },
      limit: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const [command, ...rest] = positionals;
  if (values.help || command === undefined) return { command: 'help' };
  if (values.code !== undefined && !(REJECT_CODES as readonly string[]).includes(values.code))
    throw new Error(`--code is "${values.code}": it must be one of ${REJECT_CODES.join(', ')}.`);
  if (command === 'show') {
    if (rest.length !== 1) throw new Error('show needs one ID, as `list` prints it.');
    return { command, id: whole(rest[0], 'ID') };
  }
  if (rest.length > 0) throw new Error(`${command} takes no "${rest[0]}"; see --help.`);
  const selection: Selection = {
    ...(values.code ? { code: values.code } : {}),
    ...(values.id ? { ids: values.id.map((id) => whole(id, '--id')) } : {}),
    ...(values.waiting ? { waiting: true } : {}),
  };
  if (command === 'list') return { command, selection, limit: whole(values.limit ?? '50', '--limit') };
  if (command === 'replay' || command === 'export') return { command, selection };
  throw new Error(`"${command}" is no command: list, show, replay or export.`);
}
