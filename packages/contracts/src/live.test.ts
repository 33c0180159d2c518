import { decodeFrame, encodeFrame, FRAME_DELTA, FRAME_SNAPSHOT, type ObservationFrame } from './live.js';

const frame = (rows: number): ObservationFrame => ({
  kind: FRAME_DELTA,
  subscription: 0xffff_ffff,
  sequence: 7,
  serverTime: 1_764_072_000_123.5,
  datastreams: Uint32Array.from({ length: rows }, (_, i) => 0xffff_ffff - i),
  results: Float32Array.from({ length: rows }, (_, i) => i / 4),
  offsets: Int32Array.from({ length: rows }, (_, i) => (i === 0 ? -0x8000_0000 : -i)),
  qualities: Uint8Array.from({ length: rows }, (_, i) => i % 64),
});
const bufferOf = (bytes: Uint8Array): ArrayBuffer => bytes.slice().buffer as ArrayBuffer;

describe('live frames', () => {
  it.each([0, 1, 2, 3, 1_001])('of %i rows come back as they were', (rows) => {
    const encoded = encodeFrame(frame(rows));
    expect(encoded.byteLength).toBe(32 + 13 * rows);
    expect(decodeFrame(bufferOf(encoded))).toEqual(frame(rows));
  });

  it('know a snapshot from a delta', () => {
    expect(decodeFrame(bufferOf(encodeFrame({ ...frame(1), kind: FRAME_SNAPSHOT }))).kind).toBe(FRAME_SNAPSHOT);
  });

  it('of another version, kind or length are refused, saying which', () => {
    const with_ = (at: number, value: number): ArrayBuffer => {
      const bytes = encodeFrame(frame(2));
      bytes[at] = value;
      return bufferOf(bytes);
    };
    expect(() => decodeFrame(with_(0, 2))).toThrow('protocol 2, expected 1');
    expect(() => decodeFrame(with_(1, 9))).toThrow('unknown kind 9');
    expect(() => decodeFrame(with_(12, 3))).toThrow('58 bytes with 3 rows');
    expect(() => decodeFrame(new ArrayBuffer(31))).toThrow('31 bytes: shorter than its header');
    expect(() => decodeFrame(bufferOf(encodeFrame(frame(2)).subarray(0, 57)))).toThrow(RangeError);
    expect(() => decodeFrame(bufferOf(new Uint8Array(encodeFrame(frame(2)).length + 1)))).toThrow(RangeError);
  });
});
