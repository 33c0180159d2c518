import type { Logger } from 'pino';

/** Says what a command does: in words at a terminal, as structured log lines elsewhere. */
export interface Reporter {
  info(text: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(text: string, fields?: Readonly<Record<string, unknown>>): void;
  /** Progress that the next line replaces at a terminal; elsewhere a line. */
  progress(text: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** ANSI: to the start of the line, and clear it. */
const CLEAR = '\r\u001b[2K';

/** Lines for people. `write` takes text as it is. */
export function terminalReporter(write: (text: string) => void): Reporter {
  let open = false;
  const line = (text: string): void => {
    write(`${open ? CLEAR : ''}${text}\n`);
    open = false;
  };
  return {
    info: line,
    warn: (text) => line(`Warning: ${text}`),
    progress(text) {
      write(`${open ? CLEAR : ''}${text}`);
      open = true;
    },
  };
}

export const logReporter = (log: Logger): Reporter => ({
  info: (text, fields) => log.info(fields ?? {}, text),
  warn: (text, fields) => log.warn(fields ?? {}, text),
  progress: (text, fields) => log.info(fields ?? {}, text),
});
