import { createRequire } from 'node:module';
import { Tensor } from 'onnxruntime-common';

/** What of onnxruntime-node's native session is used: its public API only adds promises around these synchronous calls. */
export interface NativeSession {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  loadModel(model: ArrayBufferLike, offset: number, length: number, options: SessionOptions): void;
  run(
    feeds: Readonly<Record<string, Tensor>>,
    fetches: Readonly<Record<string, null>>,
    options: object,
  ): Readonly<Record<string, { readonly data: Float32Array }>>;
}

interface SessionOptions {
  readonly intraOpNumThreads: number;
  readonly interOpNumThreads: number;
  readonly graphOptimizationLevel: 'all';
  readonly executionMode: 'sequential';
}

interface Binding {
  readonly InferenceSession: new () => NativeSession;
}

/** One thread: other processes need the rest, and sums are then always made in the same order. */
const OPTIONS: SessionOptions = {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  graphOptimizationLevel: 'all',
  executionMode: 'sequential',
};

/**
 * Opens an ONNX model.
 * @throws Error where there is no native library for this platform, or the model is none
 */
export function openSession(model: Uint8Array): NativeSession {
  const binding = createRequire(import.meta.url)('onnxruntime-node/dist/binding.js') as { readonly binding: Binding };
  const session = new binding.binding.InferenceSession();
  session.loadModel(model.buffer, model.byteOffset, model.byteLength, OPTIONS);
  return session;
}

export const matrix = (values: Float32Array, rows: number, columns: number): Tensor =>
  new Tensor('float32', values, [rows, columns]);
