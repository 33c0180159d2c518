import { createReadStream } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
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

/** What people call it. */
export const nameOf = (file: string): string => (file === '-' ? 'stdin' : file);

/** Before anything is read: hours of work on the first file are not to end at a slip in the name of the last. */
async function requireFiles(files: readonly string[]): Promise<void> {
  for (const file of files.filter((name) => name !== '-')) {
    // Not by opening: a pipe can be opened once.
    const found = await stat(file).catch(() => null);
    if (found === null) throw new Error(`${file} cannot be read: there is no such file.`);
    if (found.isDirectory()) throw new Error(`${file} cannot be read: it is a folder; give the files in it.`);
    await access(file, constants.R_OK).catch(() => {
      throw new Error(`${file} cannot be read: this account may not.`);
    });
  }
}

const isGzip = (chunk: Uint8Array): boolean => chunk[0] === 0x1f && chunk[1] === 0x8b;

/** Reads in this thread. */
export const linesOf = (stdin: AsyncIterable<Uint8Array>): LineSource =>
  async function* (files) {
    await requireFiles(files);
    const packer = new LinePacker();
    for (const [file, name] of files.entries()) {
      const splitter = new LineSplitter();
      let isFirst = true;
      try {
        const chunks = name === '-' ? stdin : createReadStream(name, { highWaterMark: CHUNK_BYTES });
        for await (const chunk of chunks as AsyncIterable<Uint8Array>) {
          if (isFirst && isGzip(chunk)) throw new Error('it is compressed; unpack it, as in zcat FILE | … -');
          isFirst = false;
          for (const line of splitter.push(chunk)) packer.add(line);
          yield { file, packed: packer.take() };
        }
      } catch (error) {
        throw new Error(`${nameOf(name)} cannot be read: ${(error as Error).message}`, { cause: error });
      }
      const last = splitter.end();
      if (last !== null) packer.add(last);
      yield { file, packed: packer.take() };
    }
  };
