import type { Anomaly } from './anomaly.js';
import type { Incident, IncidentEvent } from './incident.js';

/**
 * The live protocol, version 1, over one WebSocket (`/api/live`, authenticated by the session cookie in the upgrade).
 * Text frames are the JSON messages below; binary frames are observations (encodeFrame/decodeFrame).
 * Observations may be conflated; incidents never are: they carry their own rising sequence and are resumed from it.
 */
export const LIVE_PROTOCOL = 1;
export const LIVE_PATH = '/api/live';

/** [west, south, east, north], degrees. */
export type Bounds = readonly [west: number, south: number, east: number, north: number];

export type LiveRequest =
  /** Replaces an earlier subscription. The answer is a snapshot frame, then deltas with rising sequence. */
  | { readonly type: 'subscribe'; readonly id: number; readonly bounds: Bounds; readonly properties: readonly string[] }
  /** Asks for all incident events after this sequence; the answer is 'incidents', then each new one as 'incident'. */
  | { readonly type: 'incidents'; readonly after: number | null }
  | { readonly type: 'ping'; readonly at: number };

export interface IncidentPush {
  readonly sequence: number;
  readonly event: IncidentEvent;
  /** The incident as it is after the event. */
  readonly incident: Incident;
}

export type LiveMessage =
  | { readonly type: 'welcome'; readonly protocol: number; readonly serverTime: number; readonly user: string }
  /** All incidents not closed, where the request's `after` was null or too old; `sequence` is where to resume. */
  | {
      readonly type: 'incidents';
      readonly sequence: number;
      readonly complete: boolean;
      readonly incidents: readonly Incident[];
      readonly pushes: readonly IncidentPush[];
    }
  | ({ readonly type: 'incident' } & IncidentPush)
  /** Open anomalies of the subscription (`complete`), or what changed since the last tick. */
  | {
      readonly type: 'anomalies';
      readonly complete: boolean;
      readonly open: readonly Anomaly[];
      readonly cleared: readonly string[];
    }
  /** Things whose metadata is new or changed: fetch the catalogue again. */
  | { readonly type: 'catalogue'; readonly version: string }
  /** This client is slow: it gets every nth tick only. n = 1: in step again. Incidents are not delayed. */
  | { readonly type: 'conflated'; readonly everyNthTick: number }
  | { readonly type: 'pong'; readonly at: number; readonly serverTime: number }
  | { readonly type: 'error'; readonly code: string; readonly detail: string };

export const FRAME_SNAPSHOT = 1;
export const FRAME_DELTA = 2;
const HEADER_BYTES = 32;

/** Columns of one frame; all arrays have `count` entries. */
export interface ObservationFrame {
  readonly kind: typeof FRAME_SNAPSHOT | typeof FRAME_DELTA;
  /** The subscribe request's id. */
  readonly subscription: number;
  /** 0 for the snapshot, then 1, 2, …; a hole means: subscribe again. */
  readonly sequence: number;
  /** Server's time, ms. */
  readonly serverTime: number;
  readonly datastreams: Uint32Array;
  readonly results: Float32Array;
  /** phenomenonTime in ms relative to serverTime (mostly negative). */
  readonly offsets: Int32Array;
  /** Quality bit sets. */
  readonly qualities: Uint8Array;
}

/**
 * Little-endian: u8 version, u8 kind, u16 0, u32 subscription, u32 sequence, u32 count, f64 serverTime, f64 0,
 * then the columns u32, f32, i32, u8. 13 bytes a row (JSON objects take 83; DESIGN §5).
 */
export function encodeFrame(frame: ObservationFrame): Uint8Array {
  const n = frame.datastreams.length;
  const out = new Uint8Array(HEADER_BYTES + n * 13);
  const view = new DataView(out.buffer);
  view.setUint8(0, LIVE_PROTOCOL);
  view.setUint8(1, frame.kind);
  view.setUint32(4, frame.subscription, true);
  view.setUint32(8, frame.sequence, true);
  view.setUint32(12, n, true);
  view.setFloat64(16, frame.serverTime, true);
  new Uint32Array(out.buffer, HEADER_BYTES, n).set(frame.datastreams);
  new Float32Array(out.buffer, HEADER_BYTES + n * 4, n).set(frame.results);
  new Int32Array(out.buffer, HEADER_BYTES + n * 8, n).set(frame.offsets);
  out.set(frame.qualities, HEADER_BYTES + n * 12);
  return out;
}

/** The reverse of encodeFrame; throws RangeError on a frame of another version or of a wrong length. */
export function decodeFrame(buffer: ArrayBuffer): ObservationFrame {
  if (buffer.byteLength < HEADER_BYTES)
    throw new RangeError(`live frame of ${buffer.byteLength} bytes: shorter than its header`);
  const view = new DataView(buffer);
  const n = view.getUint32(12, true);
  const kind = view.getUint8(1);
  if (view.getUint8(0) !== LIVE_PROTOCOL)
    throw new RangeError(`live frame of protocol ${view.getUint8(0)}, expected ${LIVE_PROTOCOL}`);
  if (kind !== FRAME_SNAPSHOT && kind !== FRAME_DELTA) throw new RangeError(`live frame of unknown kind ${kind}`);
  if (buffer.byteLength !== HEADER_BYTES + n * 13)
    throw new RangeError(`live frame of ${buffer.byteLength} bytes with ${n} rows`);
  return {
    kind,
    subscription: view.getUint32(4, true),
    sequence: view.getUint32(8, true),
    serverTime: view.getFloat64(16, true),
    datastreams: new Uint32Array(buffer, HEADER_BYTES, n),
    results: new Float32Array(buffer, HEADER_BYTES + n * 4, n),
    offsets: new Int32Array(buffer, HEADER_BYTES + n * 8, n),
    qualities: new Uint8Array(buffer, HEADER_BYTES + n * 12, n),
  };
}
