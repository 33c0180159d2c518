import type { Topic } from '@citywatch/contracts';
import { INCIDENT_KINDS, type SimulatedIncidentKind } from '@citywatch/simulator';
import type { Span } from './spans.js';

/**
 * What a simulated city remembers and is told. It lives in Kafka beside the telemetry: it is dropped when that is, works
 * in a container without a disk of its own, and any machine that reaches Kafka can inject.
 * Keys: `inject/<id>` asks, `incident/<id>` answers and is remembered until it is over, `sent/<city>` is what was sent.
 */
export const SIMULATOR_TOPIC: Topic = { name: 'simulator.v1', partitions: 1, cleanup: 'compact' };

export interface InjectRequest {
  readonly kind: SimulatedIncidentKind;
  readonly where?: string;
  readonly minutes?: number;
}
/** An incident that a running city took up, with all that makes the same one again. */
export interface InjectedIncident extends InjectRequest {
  readonly ok: true;
  readonly city: string;
  readonly start: number;
  readonly end: number;
  readonly seed: number;
  readonly place: string;
  /** How many Things it touches. */
  readonly things: number;
}
export type InjectAnswer = InjectedIncident | { readonly ok: false; readonly error: string };

export type ControlMessage =
  | { readonly type: 'inject'; readonly id: string; readonly request: InjectRequest }
  | { readonly type: 'incident'; readonly id: string; readonly answer: InjectAnswer }
  | { readonly type: 'sent'; readonly city: string; readonly spans: readonly Span[] };

/** Name of a city in keys: another seed or size has another past. */
export const cityKey = (seed: number, sensors: number): string => `seed-${seed}-sensors-${sensors}`;

export const encodeControl = (message: ControlMessage): { key: string; value: string } => {
  switch (message.type) {
    case 'inject':
      return { key: `inject/${message.id}`, value: JSON.stringify(message.request) };
    case 'incident':
      return { key: `incident/${message.id}`, value: JSON.stringify(message.answer) };
    case 'sent':
      return { key: `sent/${message.city}`, value: JSON.stringify({ spans: message.spans }) };
  }
};

type Json = Readonly<Record<string, unknown>>;
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

function requestFrom({ kind, where, minutes }: Json): InjectRequest | undefined {
  const known = INCIDENT_KINDS.find((name) => name === kind);
  if (!known || (where !== undefined && typeof where !== 'string') || (minutes !== undefined && !isNumber(minutes)))
    return undefined;
  return { kind: known, ...(where !== undefined && { where }), ...(minutes !== undefined && { minutes }) };
}

function answerFrom(json: Json): InjectAnswer | undefined {
  if (json.ok === false) return typeof json.error === 'string' ? { ok: false, error: json.error } : undefined;
  const request = requestFrom(json);
  const { city, start, end, seed, place, things } = json;
  if (!request || typeof city !== 'string' || typeof place !== 'string') return undefined;
  if (!isNumber(start) || !isNumber(end) || !isNumber(seed) || !isNumber(things)) return undefined;
  return { ok: true, ...request, city, start, end, seed, place, things };
}

function spansFrom({ spans }: Json): Span[] | undefined {
  const valid = (span: unknown): span is Span => Array.isArray(span) && span.length === 2 && span.every(isNumber);
  return Array.isArray(spans) && spans.every(valid) ? spans : undefined;
}

/** Reads a message of SIMULATOR_TOPIC; undefined where it is a tombstone or not ours to understand. */
export function decodeControl(key: Uint8Array | null, value: Uint8Array | null): ControlMessage | undefined {
  if (!key || !value) return undefined;
  const [type, id] = Buffer.from(key).toString().split('/', 2);
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(value).toString());
  } catch {
    return undefined;
  }
  if (id === undefined || json === null || typeof json !== 'object') return undefined;
  if (type === 'inject') {
    const request = requestFrom(json as Json);
    return request && { type, id, request };
  }
  if (type === 'incident') {
    const answer = answerFrom(json as Json);
    return answer && { type, id, answer };
  }
  const spans = type === 'sent' ? spansFrom(json as Json) : undefined;
  return spans && { type: 'sent', city: id, spans };
}
