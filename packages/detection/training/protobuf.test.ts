import { expect, test } from '@jest/globals';
import { ProtobufWriter } from './protobuf.js';

test('numbers, texts and messages are written as the format has them', () => {
  // The examples of protobuf.dev/programming-guides/encoding: 150 in field 1, "testing" in field 2, a message in field 3.
  expect([...new ProtobufWriter().integer(1, 150).finish()]).toEqual([0x08, 0x96, 0x01]);
  expect([...new ProtobufWriter().text(2, 'testing').finish()]).toEqual([
    0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67,
  ]);
  expect([...new ProtobufWriter().message(3, (inner) => inner.integer(1, 150)).finish()]).toEqual([
    0x1a, 0x03, 0x08, 0x96, 0x01,
  ]);
});

test('what cannot be written is refused', () => {
  for (const value of [-1, 1.5, NaN, 2 ** 53]) expect(() => new ProtobufWriter().integer(1, value)).toThrow(/varint/);
});
