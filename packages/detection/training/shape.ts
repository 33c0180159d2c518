import { AUX, FEATURES, OUTPUTS, WINDOW } from '@citywatch/detection';

/** Two convolutions over time, one hidden layer on what they found and the other inputs, and a linear path beside them. */
export const SHAPE = {
  first: { channels: 12, kernel: 4, stride: 2 },
  second: { channels: 16, kernel: 3, stride: 2 },
  hidden: 32,
} as const;

const { first, second, hidden } = SHAPE;
export const FIRST_STEPS = (WINDOW - first.kernel) / first.stride + 1;
export const SECOND_STEPS = Math.floor((FIRST_STEPS - second.kernel) / second.stride) + 1;
export const FLAT = second.channels * SECOND_STEPS;
export const DENSE_IN = FLAT + AUX;

const sizes = {
  w1: first.channels * 2 * first.kernel,
  b1: first.channels,
  w2: second.channels * first.channels * second.kernel,
  b2: second.channels,
  /** [input][hidden], [hidden][output] and [input][output], as Gemm and MatMul want them. */
  w3: DENSE_IN * hidden,
  b3: hidden,
  w4: hidden * OUTPUTS,
  b4: OUTPUTS,
  w5: FEATURES * OUTPUTS,
} as const;

export type Weights = { readonly [name in keyof typeof sizes]: Float32Array };
/** All of a network's weights, or of their gradients: one array for the optimiser, named parts for the rest. */
export interface Parameters {
  readonly all: Float32Array;
  readonly parts: Weights;
}

export function createParameters(): Parameters {
  const all = new Float32Array(Object.values(sizes).reduce((sum, size) => sum + size, 0));
  let at = 0;
  const parts = Object.fromEntries(
    Object.entries(sizes).map(([name, size]) => [name, all.subarray(at, (at += size))]),
  ) as unknown as Weights;
  return { all, parts };
}

/** He's initialisation for layers with a rectifier (He et al., 2015); the linear path begins as "as now". */
export function initialise({ parts }: Parameters, normal: () => number): void {
  const fill = (values: Float32Array, inputs: number) => {
    for (let i = 0; i < values.length; i++) values[i] = normal() * Math.sqrt(2 / inputs);
  };
  fill(parts.w1, 2 * first.kernel);
  fill(parts.w2, first.channels * second.kernel);
  fill(parts.w3, DENSE_IN);
  for (let i = 0; i < parts.w4.length; i++) parts.w4[i] = 0.1 * normal() * Math.sqrt(1 / hidden);
  parts.w5[(WINDOW - 1) * OUTPUTS] = 0.7;
  parts.b4[1] = -0.7;
}
