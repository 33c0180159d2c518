import * as z from 'zod';
import type { Anomaly } from './anomaly.js';
import type { Domain } from './domain.js';
import { FEEDBACK_VERDICTS, SYSTEM_ACTOR, type Incident, type IncidentEvent } from './incident.js';
import { note } from './note.js';
import { ID_PATTERN, ID_SHAPE, type FeederPlace, type RoadPlace } from './thing.js';
import { ROLES, type Role } from './role.js';

/** Shapes of the HTTP API. Requests are zod schemas (checked by the server); answers are interfaces. Times are ISO 8601 or ms as named. */

const name = z
  .string()
  .trim()
  .min(1)
  .max(64)
  .regex(/^[^\p{Cc}\p{Cs}]+$/u, 'no control characters');
/** What such a user split or resolved would be taken for the system's own doing, and undone by it. */
const newName = name.refine((text) => text.toLowerCase() !== SYSTEM_ACTOR, 'the system signs so itself; take another');
const password = z.string().min(12, 'at least 12 characters').max(256);

export const SignInRequest = z.strictObject({ name, password: z.string().min(1).max(256) });
export const EnrolRequest = z.strictObject({ token: z.string().min(20).max(128), name: newName, password });
export const CreateUserRequest = z.strictObject({ name: newName, role: z.enum(ROLES) });
export const UpdateUserRequest = z.strictObject({
  role: z.enum(ROLES).optional(),
  disabled: z.boolean().optional(),
});

export interface SessionAnswer {
  readonly user: { readonly name: string; readonly role: Role };
  readonly city: {
    readonly name: string;
    readonly timeZone: string;
    readonly units: 'us' | 'si';
    readonly centre: readonly [number, number];
    readonly bounds: readonly [number, number, number, number];
  };
}
/** GET /api/enrolment?token=: what the link is good for; 404 where it is unknown, used or over. */
export interface EnrolmentCheckAnswer {
  readonly role: Role;
  /** Whose link it is; null for the first administrator, who chooses a name. */
  readonly name: string | null;
  readonly expiresAt: number;
}
/** POST /api/users and POST /api/users/:name/enrolment. */
export interface EnrolmentAnswer {
  /** One-time link's path, shown once. */
  readonly path: string;
  readonly expiresAt: number;
}
/** GET /api/users answers a list of these. */
export interface UserAnswer {
  readonly name: string;
  readonly role: Role;
  readonly disabled: boolean;
  readonly enrolled: boolean;
}
/** GET /api/assignees: who an incident can be given to. */
export interface AssigneeListAnswer {
  readonly assignees: readonly { readonly name: string; readonly role: Role }[];
}

/** GET /api/things: the whole catalogue (ETag = version). */
export interface CatalogueAnswer {
  readonly version: string;
  readonly things: readonly CatalogueThing[];
}
export interface CatalogueThing {
  readonly id: string;
  readonly name: string;
  readonly domain: Domain;
  readonly operator: string;
  readonly longitude: number;
  readonly latitude: number;
  readonly interval: number;
  readonly road: RoadPlace | null;
  readonly feeder: FeederPlace | null;
  readonly datastreams: readonly { readonly id: number; readonly property: string }[];
}

/** GET /api/datastreams/latest?bounds=w,s,e,n&properties=speed,pm25 */
export interface LatestAnswer {
  readonly serverTime: number;
  readonly observations: readonly {
    readonly datastream: number;
    readonly phenomenonTime: number;
    readonly result: number;
    readonly quality: number;
  }[];
}

export const HISTORY_RESOLUTIONS = ['auto', 'raw', '1m', '5m', '15m', '1h', '6h', '1d'] as const;
export type HistoryResolution = (typeof HISTORY_RESOLUTIONS)[number];
/** No series has more points than this (DESIGN §5: recharts mounts 1,000 in 60 ms, 5,000 in 379 ms). */
export const MAX_POINTS = 1_000;

/** GET /api/datastreams/:id/history?from=&to=&resolution=auto */
export interface HistoryAnswer {
  readonly datastream: number;
  readonly thing: string;
  readonly property: string;
  readonly unit: string;
  readonly from: number;
  readonly to: number;
  readonly resolution: Exclude<HistoryResolution, 'auto'>;
  /** Readings the points were made from. */
  readonly readings: number;
  /** Start of the bucket, mean, least, largest, count; at most MAX_POINTS. */
  readonly points: readonly (readonly [time: number, mean: number, min: number, max: number, count: number])[];
  /** What was expected, at the points' times; empty while the detector is learning. */
  readonly expected: readonly (readonly [time: number, expected: number, low: number, high: number])[];
  readonly anomalies: readonly Anomaly[];
  /** Where there are no points: time of the reading nearest to the range, if there is any at all. */
  readonly nearest?: number;
}

/** GET /api/city: the strip. A figure is null while unknown. */
export interface CityAnswer {
  readonly serverTime: number;
  readonly figures: readonly CityFigure[];
  readonly incidents: {
    readonly inTenMinutes: number;
    readonly sinceMidnight: number;
    readonly anomaliesSinceMidnight: number;
  };
}
export interface CityFigure {
  readonly property: string;
  readonly statistic: 'median' | 'sum';
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly things: number;
}

/** GET /api/incidents?state=active|over|all&from=&to=&limit=&before= */
export interface IncidentListAnswer {
  readonly incidents: readonly Incident[];
  readonly next: number | null;
}
export interface IncidentAnswer {
  readonly incident: Incident;
  readonly events: readonly IncidentEvent[];
}

/** GET /api/anomalies?from=&to=&limit=: those that overlap [from, to), newest first. */
export interface AnomalyListAnswer {
  readonly anomalies: readonly Anomaly[];
}

/** As the database counts them; one that is not stored yet is a conflict. */
const revision = z
  .number()
  .int()
  .min(0)
  .max(2 ** 31 - 1);

/** POST /api/incidents/:id/commands. `revision` is the one the person saw; an outdated one gets 409 with the incident as it is. */
export const IncidentCommand = z.discriminatedUnion('command', [
  z.strictObject({ command: z.literal('acknowledge'), revision }),
  z.strictObject({ command: z.literal('unacknowledge'), revision }),
  z.strictObject({ command: z.literal('assign'), revision, to: name }),
  z.strictObject({ command: z.literal('start'), revision }),
  z.strictObject({
    command: z.literal('silence'),
    revision,
    until: z.number().int(),
    note: note(500).optional(),
  }),
  z.strictObject({ command: z.literal('unsilence'), revision }),
  z.strictObject({ command: z.literal('resolve'), revision, note: note(2_000).optional() }),
  z.strictObject({ command: z.literal('reopen'), revision, note: note(2_000).optional() }),
  z.strictObject({ command: z.literal('close'), revision }),
  // These anomalies become an incident of their own, and stay apart from this one.
  z.strictObject({
    command: z.literal('split'),
    revision,
    anomalies: z.array(z.string().max(64)).min(1).max(1_000),
  }),
  // The other incident's members become this one's; the other is closed.
  z.strictObject({
    command: z.literal('merge'),
    revision,
    other: z.string().regex(ID_PATTERN, ID_SHAPE),
    otherRevision: revision,
  }),
  z.strictObject({ command: z.literal('pin'), revision }),
  z.strictObject({ command: z.literal('unpin'), revision }),
  // Feedback; possible in every state, also when it is closed. `until` only with known work, which needs it.
  z.strictObject({
    command: z.literal('mark'),
    revision,
    verdict: z.enum(FEEDBACK_VERDICTS),
    until: z.number().int().optional(),
    note: note(500).optional(),
  }),
]);
export type IncidentCommand = z.infer<typeof IncidentCommand>;

/** Answer of a split: the incident, and the one that was made of the anomalies. Other commands answer IncidentAnswer alone. */
export interface SplitAnswer extends IncidentAnswer {
  readonly created: Incident;
}

/** GET /api/quarantine?limit=&before= */
export interface QuarantineAnswer {
  readonly total: number;
  readonly entries: readonly QuarantineEntry[];
  readonly next: number | null;
}
export interface QuarantineEntry {
  readonly id: number;
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly key: string | null;
  /** The message as text where it is UTF-8, else base64; shortened to 4,096 characters. */
  readonly value: string | null;
  readonly code: string;
  readonly detail: string;
  readonly receivedAt: number;
  readonly replayedAt: number | null;
}

/** GET /api/health/pipeline: the path of a reading as one row. */
export interface PipelineAnswer {
  readonly serverTime: number;
  readonly consumers: readonly ConsumerHealth[];
  /** Names of consumers that a setting switches off: an account of theirs is of before. */
  readonly off: readonly string[];
  readonly quarantine: { readonly total: number; readonly waiting: number };
  readonly database: { readonly bytes: number; readonly budgetBytes: number; readonly oldest: number | null };
}
export interface ConsumerHealth {
  readonly name: string;
  readonly consumed: number;
  readonly stored: number;
  readonly duplicate: number;
  readonly quarantined: number;
  /** Messages in Kafka that it has not read yet; null when Kafka does not answer. */
  readonly lag: number | null;
  readonly updatedAt: number | null;
}

/** Every error answer; `error` is a code. */
export interface ErrorAnswer {
  readonly error: string;
  readonly detail: string;
}
/** 409 of an incident command: the incident as it is now. */
export interface ConflictAnswer extends ErrorAnswer {
  readonly incident: Incident;
  /** The newest decision about it after the revision that the command names; null where its state alone stands against it. */
  readonly decision: IncidentEvent | null;
}
