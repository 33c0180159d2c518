import { createReadStream } from 'node:fs';
import { LinePacker, LineSplitter, type PackedLines } from '@citywatch/detection';

export interface SourceLines {
  /** Its place among the files: the same one may be given twice. */
  readonly file: number;
  readonly packed: PackedLines;
}

/** The lines of files, one file after another, of each at least an empty chunk; - is stdin. @throws Error that names a file which cannot be read */
export type LineSource = (files: readonly string[]) => AsyncIterable<SourceLines>;

/** A chunk is a message between two threads: fewer and larger ones than usual. */
const CHUNK_BYTES = 262_144;

/** Reads in this thread. */
export const linesOf = (stdin: AsyncIterable<Uint8Array>): LineSource =>
  async function* (files) {
    const packer = new LinePacker();
    for (const [file, name] of files.entries()) {
      const splitter = new LineSplitter();
      try {
        const chunks = name === '-' ? stdin : createReadStream(name, { highWaterMark: CHUNK_BYTES });
        for await (const chunk of chunks as AsyncIterable<Uint8Array>) {
          for (const line of splitter.push(chunk)) packer.add(line);
          yield { file, packed: packer.take() };
        }
      } catch (error) {
        throw new Error(`${name === '-' ? 'stdin' : name} cannot be read: ${(error as Error).message}`, {
          cause: error,
        });
      }
      const last = splitter.end();
      if (last !== null) packer.add(last);
      yield { file, packed: packer.take() };
    }
  };
