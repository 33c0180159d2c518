import { FEATURES, OUTPUTS, WINDOW } from '@citywatch/detection';
import type { OnnxGraph } from './onnx-model.js';
import { DENSE_IN, FLAT, SHAPE, type Weights } from './shape.js';

const { first, second, hidden } = SHAPE;

/** The network as a graph of ONNX operators, for any number of rows. */
export function graphOf(w: Weights, metadata: Readonly<Record<string, string>>): OnnxGraph {
  const index = (name: string, ...values: number[]) => ({ name, dims: [values.length], values });
  return {
    name: 'forecast',
    input: { name: 'features', dims: ['rows', FEATURES] },
    output: { name: 'forecast', dims: ['rows', OUTPUTS] },
    metadata,
    initializers: [
      index('from', 0),
      index('middle', 2 * WINDOW),
      index('to', FEATURES),
      index('axis', 1),
      index('window_shape', -1, 2, WINDOW),
      index('flat_shape', -1, FLAT),
      { name: 'w1', dims: [first.channels, 2, first.kernel], values: w.w1 },
      { name: 'b1', dims: [first.channels], values: w.b1 },
      { name: 'w2', dims: [second.channels, first.channels, second.kernel], values: w.w2 },
      { name: 'b2', dims: [second.channels], values: w.b2 },
      { name: 'w3', dims: [DENSE_IN, hidden], values: w.w3 },
      { name: 'b3', dims: [hidden], values: w.b3 },
      { name: 'w4', dims: [hidden, OUTPUTS], values: w.w4 },
      { name: 'b4', dims: [OUTPUTS], values: w.b4 },
      { name: 'w5', dims: [FEATURES, OUTPUTS], values: w.w5 },
    ],
    nodes: [
      { op: 'Slice', inputs: ['features', 'from', 'middle', 'axis'], output: 'past' },
      { op: 'Slice', inputs: ['features', 'middle', 'to', 'axis'], output: 'rest' },
      { op: 'Reshape', inputs: ['past', 'window_shape'], output: 'window' },
      {
        ...{ op: 'Conv', inputs: ['window', 'w1', 'b1'], output: 'conv1' },
        attributes: { kernel_shape: [first.kernel], strides: [first.stride] },
      },
      { op: 'Relu', inputs: ['conv1'], output: 'relu1' },
      {
        ...{ op: 'Conv', inputs: ['relu1', 'w2', 'b2'], output: 'conv2' },
        attributes: { kernel_shape: [second.kernel], strides: [second.stride] },
      },
      { op: 'Relu', inputs: ['conv2'], output: 'relu2' },
      { op: 'Reshape', inputs: ['relu2', 'flat_shape'], output: 'flat' },
      { op: 'Concat', inputs: ['flat', 'rest'], output: 'joined', attributes: { axis: 1 } },
      { op: 'Gemm', inputs: ['joined', 'w3', 'b3'], output: 'dense' },
      { op: 'Relu', inputs: ['dense'], output: 'hidden' },
      { op: 'Gemm', inputs: ['hidden', 'w4', 'b4'], output: 'curved' },
      { op: 'MatMul', inputs: ['features', 'w5'], output: 'straight' },
      { op: 'Add', inputs: ['curved', 'straight'], output: 'forecast' },
    ],
  };
}
