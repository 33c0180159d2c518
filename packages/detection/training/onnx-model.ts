import { ProtobufWriter } from './protobuf.js';

/** Numbers of onnx.proto (github.com/onnx/onnx, onnx/onnx.proto): element types, attribute types and versions. */
const FLOAT = 1;
const INT64 = 7;
const ATTRIBUTE_INT = 2;
const ATTRIBUTE_INTS = 7;
const IR_VERSION = 8;
const OPSET = 13;

export interface Initializer {
  readonly name: string;
  readonly dims: readonly number[];
  readonly values: Float32Array | readonly number[];
}

export interface GraphNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes?: Readonly<Record<string, number | readonly number[]>>;
}

/** A named dimension is any number, the same wherever the name stands. */
export interface OnnxValue {
  readonly name: string;
  readonly dims: readonly (number | string)[];
}

export interface OnnxGraph {
  readonly name: string;
  readonly input: OnnxValue;
  readonly output: OnnxValue;
  /** Weights as Float32Array; shapes and indices as plain numbers, which become int64. */
  readonly initializers: readonly Initializer[];
  readonly nodes: readonly GraphNode[];
  /** Kept in the file: version, seed, how it was trained. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** The bytes of an ONNX file. The same graph always gives the same bytes. */
export function encodeOnnx({ name, input, output, initializers, nodes, metadata }: OnnxGraph): Uint8Array {
  const model = new ProtobufWriter().integer(1, IR_VERSION).text(2, 'citywatch');
  model.message(7, (graph) => {
    for (const node of nodes) graph.message(1, (w) => writeNode(w, node));
    graph.text(2, name);
    for (const tensor of initializers) graph.message(5, (w) => writeTensor(w, tensor));
    graph.message(11, (w) => writeValue(w, input));
    graph.message(12, (w) => writeValue(w, output));
  });
  model.message(8, (w) => w.text(1, '').integer(2, OPSET));
  for (const [key, value] of Object.entries(metadata)) model.message(14, (w) => w.text(1, key).text(2, value));
  return model.finish();
}

function writeNode(writer: ProtobufWriter, { op, inputs, output, attributes = {} }: GraphNode): void {
  for (const input of inputs) writer.text(1, input);
  writer.text(2, output).text(3, output).text(4, op);
  for (const [name, value] of Object.entries(attributes))
    writer.message(5, (attribute) => {
      attribute.text(1, name);
      if (typeof value === 'number') attribute.integer(3, value).integer(20, ATTRIBUTE_INT);
      else {
        for (const item of value) attribute.integer(8, item);
        attribute.integer(20, ATTRIBUTE_INTS);
      }
    });
}

function writeTensor(writer: ProtobufWriter, { name, dims, values }: Initializer): void {
  for (const dim of dims) writer.integer(1, dim);
  const isFloat = values instanceof Float32Array;
  const bytes = new Uint8Array(values.length * (isFloat ? 4 : 8));
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) =>
    isFloat ? view.setFloat32(i * 4, value, true) : view.setBigInt64(i * 8, BigInt(value), true),
  );
  writer
    .integer(2, isFloat ? FLOAT : INT64)
    .text(8, name)
    .bytes(9, bytes);
}

function writeValue(writer: ProtobufWriter, { name, dims }: OnnxValue): void {
  writer.text(1, name).message(2, (type) =>
    type.message(1, (tensor) =>
      tensor.integer(1, FLOAT).message(2, (shape) => {
        for (const dim of dims) shape.message(1, (w) => (typeof dim === 'number' ? w.integer(1, dim) : w.text(2, dim)));
      }),
    ),
  );
}
