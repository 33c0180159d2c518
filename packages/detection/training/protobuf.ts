/** Just enough of the protocol buffers' wire format to write a model: numbers, texts, bytes and messages within messages. */
export class ProtobufWriter {
  private readonly parts: Uint8Array[] = [];

  /** A whole number that is not negative. */
  integer(field: number, value: number): this {
    return this.push(varint(field << 3), varint(value));
  }

  float(field: number, value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    return this.push(varint((field << 3) | 5), bytes);
  }

  text(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  bytes(field: number, value: Uint8Array): this {
    return this.push(varint((field << 3) | 2), varint(value.length), value);
  }

  message(field: number, write: (writer: ProtobufWriter) => unknown): this {
    const inner = new ProtobufWriter();
    write(inner);
    return this.bytes(field, inner.finish());
  }

  finish(): Uint8Array {
    const all = new Uint8Array(this.parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of this.parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }

  private push(...parts: Uint8Array[]): this {
    this.parts.push(...parts);
    return this;
  }
}

/** Seven bits a byte, the lowest first, the highest bit says that more follow. */
function varint(value: number): Uint8Array {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${value} cannot be written as a varint`);
  const bytes: number[] = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) | 128);
  return new Uint8Array([...bytes, value]);
}
