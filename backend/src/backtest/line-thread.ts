import { on } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Worker, type MessagePort } from 'node:worker_threads';
import type { LineSource, SourceLines } from './line-source.js';

/** From the sources and from dist alike: a thread needs the built file. */
const ENTRY = join(import.meta.dirname, '../../dist/main-backtest-reader.js');
/** Chunks that the reader is ahead at most: it bounds the memory. */
const AHEAD = 8;

type Said = SourceLines | { readonly error: string } | { readonly end: true };

/**
 * Reads in a thread of its own: parsing JSON is a fifth of the work, and detection has this thread to itself. The thread starts with
 * the call, so that it is there when the first line is asked for.
 */
export const linesOfThread =
  (stdin: Readable): LineSource =>
  (files) => {
    const worker = new Worker(ENTRY, { workerData: files, stdin: true });
    // What it says before somebody asks is kept; until then it keeps no process alive.
    const messages = on(worker, 'message') as AsyncIterable<[Said]>;
    worker.unref();
    return received(worker, messages, files.includes('-') ? stdin : null);
  };

async function* received(
  worker: Worker,
  messages: AsyncIterable<[Said]>,
  stdin: Readable | null,
): AsyncGenerator<SourceLines> {
  worker.ref();
  if (worker.stdin !== null) stdin?.pipe(worker.stdin);
  try {
    for await (const [said] of messages) {
      if ('end' in said) return;
      if ('error' in said) throw new Error(said.error);
      yield said;
      worker.postMessage('taken');
    }
  } finally {
    stdin?.unpipe();
    await worker.terminate();
  }
}

/** The reader's end: sends all lines, never more than AHEAD chunks that were not taken. */
export async function sendLines(lines: AsyncIterable<SourceLines>, port: MessagePort): Promise<void> {
  const send = (said: Said) => port.postMessage(said, 'packed' in said ? [said.packed.numbers.buffer] : []);
  let ahead = 0;
  let wake = () => {};
  port.on('message', () => {
    ahead--;
    wake();
  });
  try {
    for await (const item of lines) {
      while (ahead >= AHEAD) await new Promise<void>((resolve) => (wake = resolve));
      ahead++;
      send(item);
    }
    send({ end: true });
  } catch (error) {
    send({ error: (error as Error).message });
  } finally {
    port.close();
  }
}
