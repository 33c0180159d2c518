/** Says on stderr what is being done, how far it is and how long it has taken; stdout stays free for results. */
export interface Step {
  /** How far: replaces the previous detail. */
  update(detail: string): void;
}

const seconds = (ms: number) => (ms < 9_950 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`);

/** Longest silence where the output is a file or a pipe: 10 s at first, half a minute in a long step. */
const plainIntervalMs = (elapsedMs: number) => (elapsedMs < 60_000 ? 10_000 : 30_000);

/** Runs one step and shows its course: one line at its end, and where it takes long how far it is. */
export async function step<T>(title: string, body: (step: Step) => Promise<T>): Promise<T> {
  const begin = Date.now();
  const live = process.stderr.isTTY === true && !process.env['CI'];
  let detail = '';
  let shown = begin;
  const line = () => `${title}${detail ? `: ${detail}` : ''} (${seconds(Date.now() - begin)})`;
  const draw = () => {
    if (live) process.stderr.write(`\r\x1b[K… ${line().slice(0, (process.stderr.columns ?? 100) - 3)}`);
    else if (Date.now() - shown >= plainIntervalMs(Date.now() - begin)) {
      shown = Date.now();
      process.stderr.write(`… ${line()}\n`);
    }
  };
  const timer = setInterval(draw, live ? 200 : 1_000);
  timer.unref();
  try {
    const result = await body({ update: (text) => (detail = text) });
    clearInterval(timer);
    process.stderr.write(`${live ? '\r\x1b[K' : ''}✓ ${line()}\n`);
    return result;
  } catch (error) {
    clearInterval(timer);
    process.stderr.write(`${live ? '\r\x1b[K' : ''}✗ ${line()}\n`);
    throw error;
  }
}
