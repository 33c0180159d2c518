import { Decompress } from 'fzstd';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { StreamError } from './errors.js';

/** Kafka's codecs, by the number in a record batch's attributes. */
export const CODECS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const;

/** A batch of a mebibyte may hold gigabytes of the same letter: more than this is refused instead of taking the memory. */
export const MAX_DECOMPRESSED_BYTES = 128 * 1024 * 1024;

/**
 * Decompresses the records of a batch. Many operators' gateways send here, each with the codec it likes.
 * @throws StreamError 'bad-compression' where the bytes are broken, of an unknown codec or too many
 */
export async function decompress(codec: number, body: Buffer, max = MAX_DECOMPRESSED_BYTES): Promise<Buffer> {
  const name = CODECS[codec] ?? `codec ${codec}`;
  try {
    switch (name) {
      case 'none':
        return body;
      case 'gzip':
        return await promisify(gunzip)(body, { maxOutputLength: max });
      case 'snappy':
        return unsnappy(body, max);
      case 'lz4':
        return unlz4(body, max);
      case 'zstd':
        return unzstd(body, max);
      default:
        throw new Error('not known');
    }
  } catch (error) {
    const reason = (error as Error).message;
    throw new StreamError('bad-compression', `a record batch cannot be decompressed (${name}): ${reason}`, {
      cause: error,
    });
  }
}

/** Output that grows, up to a limit; matches of LZ4 and Snappy copy from what is there already. */
class Output {
  #buffer: Buffer;
  #length = 0;
  readonly #max: number;

  constructor(expected: number, max: number) {
    this.#max = max;
    this.#buffer = Buffer.allocUnsafe(Math.min(expected, max));
  }

  append(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** Repeats `length` bytes from `distance` back; they may overlap with what is being written. */
  repeat(distance: number, length: number): void {
    if (distance < 1 || distance > this.#length) throw new Error(`a match reaches ${distance} bytes back`);
    this.#reserve(length);
    const from = this.#length - distance;
    if (distance >= length) this.#buffer.copyWithin(this.#length, from, from + length);
    else for (let i = 0; i < length; i++) this.#buffer[this.#length + i] = this.#buffer[from + i];
    this.#length += length;
  }

  get length(): number {
    return this.#length;
  }

  take(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed > this.#max) throw new Error(`more than ${this.#max} bytes`);
    if (needed <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.min(this.#max, Math.max(needed, this.#buffer.length * 2)));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }
}

/** Bytes `from` … `from + length`; an Error where the input ends before. */
function slice(input: Buffer, from: number, length: number): Buffer {
  if (length < 0 || from + length > input.length) throw new Error('the bytes end early');
  return input.subarray(from, from + length);
}

/** LZ4 frame: https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md. TCP has checked the bytes: checksums are passed over. */
function unlz4(input: Buffer, max: number): Buffer {
  if (input.length < 7 || input.readUInt32LE(0) !== 0x184d2204) throw new Error('no LZ4 frame');
  const flags = input[4];
  const blockChecksum = (flags & 0x10) !== 0 ? 4 : 0;
  let at = 7 + ((flags & 0x08) !== 0 ? 8 : 0) + ((flags & 0x01) !== 0 ? 4 : 0);
  const output = new Output(input.length * 4, max);
  for (;;) {
    const size = slice(input, at, 4).readUInt32LE(0);
    at += 4;
    if (size === 0) return output.take();
    const length = size & 0x7fff_ffff;
    const block = slice(input, at, length);
    // The highest bit marks a block that is stored as it is.
    if (size >= 0x8000_0000) output.append(block);
    else lz4Block(block, output);
    at += length + blockChecksum;
  }
}

function lz4Block(block: Buffer, output: Output): void {
  let at = 0;
  const length = (nibble: number): number => {
    let total = nibble;
    if (nibble < 15) return total;
    for (let byte = 255; byte === 255; total += byte) byte = slice(block, at++, 1)[0];
    return total;
  };
  while (at < block.length) {
    const token = block[at++];
    const literals = length(token >> 4);
    output.append(slice(block, at, literals));
    at += literals;
    // The last sequence is literals only.
    if (at >= block.length) return;
    const distance = slice(block, at, 2).readUInt16LE(0);
    at += 2;
    output.repeat(distance, 4 + length(token & 15));
  }
}

const XERIAL = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);

/** Raw Snappy, or the blocks of snappy-java, which the Java client writes: magic, two versions, then length and block. */
function unsnappy(input: Buffer, max: number): Buffer {
  const output = new Output(input.length * 4, max);
  if (!input.subarray(0, 8).equals(XERIAL)) {
    snappyBlock(input, output);
    return output.take();
  }
  for (let at = 16; at < input.length;) {
    const length = slice(input, at, 4).readInt32BE(0);
    snappyBlock(slice(input, at + 4, length), output);
    at += 4 + length;
  }
  return output.take();
}

/** https://github.com/google/snappy/blob/main/format_description.txt */
function snappyBlock(block: Buffer, output: Output): void {
  let at = 0;
  let end = output.length;
  // The length of the output, a varint.
  for (let weight = 1, byte = 0x80; byte >= 0x80; weight *= 128) {
    byte = slice(block, at++, 1)[0];
    end += (byte & 0x7f) * weight;
  }
  while (at < block.length) {
    const tag = block[at++];
    const kind = tag & 3;
    if (kind === 0) {
      let literals = (tag >> 2) + 1;
      // 60 to 63: the length stands in the next 1 to 4 bytes.
      const extra = (tag >> 2) - 59;
      if (extra > 0) {
        literals = slice(block, at, extra).readUIntLE(0, extra) + 1;
        at += extra;
      }
      output.append(slice(block, at, literals));
      at += literals;
    } else if (kind === 1) {
      output.repeat(((tag >> 5) << 8) | slice(block, at, 1)[0], ((tag >> 2) & 7) + 4);
      at += 1;
    } else {
      const width = kind === 2 ? 2 : 4;
      output.repeat(slice(block, at, width).readUIntLE(0, width), (tag >> 2) + 1);
      at += width;
    }
  }
  if (output.length !== end) throw new Error('the bytes end early');
}

function unzstd(input: Buffer, max: number): Buffer {
  const output = new Output(input.length * 4, max);
  let isComplete = false;
  const stream = new Decompress((chunk, final) => {
    output.append(chunk);
    isComplete ||= final === true;
  });
  stream.push(input, true);
  if (!isComplete) throw new Error('the bytes end early');
  return output.take();
}
