import {
  DETECTORS,
  FEEDBACK_VERDICTS,
  DOMAINS,
  HISTORY_RESOLUTIONS,
  INCIDENT_EVENT_KINDS,
  MAX_POINTS,
  ROLES,
  SEVERITIES,
  type Anomaly,
  type AnomalyListAnswer,
  type AssigneeListAnswer,
  type CatalogueAnswer,
  type CatalogueThing,
  type CityAnswer,
  type ConflictAnswer,
  type EnrolmentAnswer,
  type EnrolmentCheckAnswer,
  type ErrorAnswer,
  type HistoryAnswer,
  type Incident,
  type IncidentAnswer,
  type IncidentListAnswer,
  type LatestAnswer,
  type PipelineAnswer,
  type QuarantineAnswer,
  type QuarantineEntry,
  type Reason,
  type SessionAnswer,
  type SplitAnswer,
  type UserAnswer,
} from '@citywatch/contracts';
import * as z from 'zod';

/**
 * Schemas of the answers, for the OpenAPI document and for tests. `satisfies` holds them to the contracts' interfaces:
 * a field that one has and the other has not does not compile, or fails the integration tests, which are strict.
 */

export const ms = z.number().int().describe('ms since the epoch');
const msOrNull = ms.nullable();
const role = z.enum(ROLES);
const domain = z.enum(DOMAINS);
const severity = z.enum(SEVERITIES);
const figure = z.number().nullable();
const datastream = z.number().int();

export const error = z.strictObject({ error: z.string(), detail: z.string() }) satisfies z.ZodType<ErrorAnswer>;

export const session = z.strictObject({
  user: z.strictObject({ name: z.string(), role }),
  city: z.strictObject({
    name: z.string(),
    timeZone: z.string(),
    units: z.enum(['us', 'si']),
    centre: z.tuple([z.number(), z.number()]),
    bounds: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  }),
}) satisfies z.ZodType<SessionAnswer>;

export const enrolmentCheck = z.strictObject({
  role,
  name: z.string().nullable(),
  expiresAt: ms,
}) satisfies z.ZodType<EnrolmentCheckAnswer>;
export const enrolment = z.strictObject({ path: z.string(), expiresAt: ms }) satisfies z.ZodType<EnrolmentAnswer>;
export const user = z.strictObject({
  name: z.string(),
  role,
  disabled: z.boolean(),
  enrolled: z.boolean(),
}) satisfies z.ZodType<UserAnswer>;
export const userList = z.array(user) satisfies z.ZodType<readonly UserAnswer[]>;
export const assigneeList = z.strictObject({
  assignees: z.array(z.strictObject({ name: z.string(), role })),
}) satisfies z.ZodType<AssigneeListAnswer>;

export const thing = z.strictObject({
  id: z.string(),
  name: z.string(),
  domain,
  operator: z.string(),
  longitude: z.number(),
  latitude: z.number(),
  interval: z.number().describe('usual seconds between two reports'),
  road: z
    .strictObject({ id: z.string(), name: z.string(), position: z.number(), direction: z.enum(['N', 'E', 'S', 'W']) })
    .nullable(),
  feeder: z.strictObject({ id: z.string(), parent: z.string().nullable() }).nullable(),
  datastreams: z.array(z.strictObject({ id: datastream, property: z.string() })),
}) satisfies z.ZodType<CatalogueThing>;
export const catalogue = z.strictObject({
  version: z.string(),
  things: z.array(thing),
}) satisfies z.ZodType<CatalogueAnswer>;

export const latest = z.strictObject({
  serverTime: ms,
  observations: z.array(
    z.strictObject({ datastream, phenomenonTime: ms, result: z.number(), quality: z.number().int() }),
  ),
}) satisfies z.ZodType<LatestAnswer>;

export const reason = z.strictObject({
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
}) satisfies z.ZodType<Reason>;

export const anomaly = z.strictObject({
  id: z.string(),
  datastream,
  thing: z.string(),
  property: z.string(),
  domain,
  detector: z.enum(DETECTORS),
  detectorVersion: z.string(),
  start: ms,
  end: msOrNull,
  severity,
  score: z.number(),
  observed: figure,
  expected: figure,
  low: figure,
  high: figure,
  reason,
  why: z
    .strictObject({
      channels: z.array(z.strictObject({ channel: z.string(), score: z.number() })),
      rank: z.strictObject({ place: z.number().int(), days: z.number() }).nullable(),
      neighbours: z.strictObject({ agreeing: z.number().int(), asked: z.number().int() }).nullable(),
    })
    .nullable()
    .optional(),
}) satisfies z.ZodType<Anomaly>;
export const anomalyList = z.strictObject({ anomalies: z.array(anomaly) }) satisfies z.ZodType<AnomalyListAnswer>;

const resolution = z.enum(HISTORY_RESOLUTIONS.filter((name) => name !== 'auto'));
export const history = z.strictObject({
  datastream,
  thing: z.string(),
  property: z.string(),
  unit: z.string(),
  from: ms,
  to: ms,
  resolution,
  readings: z.number().int(),
  points: z.array(z.tuple([ms, z.number(), z.number(), z.number(), z.number().int()])).max(MAX_POINTS),
  expected: z.array(z.tuple([ms, z.number(), z.number(), z.number()])).max(MAX_POINTS),
  anomalies: z.array(anomaly),
  nearest: ms.optional(),
}) satisfies z.ZodType<HistoryAnswer>;

export const city = z.strictObject({
  serverTime: ms,
  figures: z.array(
    z.strictObject({
      property: z.string(),
      statistic: z.enum(['median', 'sum']),
      value: figure,
      low: figure,
      high: figure,
      things: z.number().int(),
    }),
  ),
  incidents: z.strictObject({
    inTenMinutes: z.number().int(),
    sinceMidnight: z.number().int(),
    anomaliesSinceMidnight: z.number().int(),
  }),
}) satisfies z.ZodType<CityAnswer>;

const member = z.strictObject({
  anomaly: z.string(),
  datastream,
  thing: z.string(),
  thingName: z.string(),
  property: z.string(),
  domain,
  longitude: z.number(),
  latitude: z.number(),
  start: ms,
  end: msOrNull,
  severity,
  score: z.number(),
  reason,
});
export const incident = z.strictObject({
  id: z.string(),
  number: z.number().int(),
  revision: z.number().int(),
  severity,
  title: reason,
  reason,
  times: z.strictObject({
    startedAt: ms,
    openedAt: ms,
    acknowledgedAt: msOrNull,
    inProgressAt: msOrNull,
    resolvedAt: msOrNull,
    closedAt: msOrNull,
    silencedUntil: msOrNull,
    shelvedUntil: msOrNull,
  }),
  acknowledgedBy: z.string().nullable(),
  resolvedBy: z.string().nullable(),
  assignedTo: z.string().nullable(),
  firstMover: z.string(),
  centre: z.strictObject({ longitude: z.number(), latitude: z.number() }),
  extent: z.number(),
  things: z.partialRecord(domain, z.number().int()),
  members: z.array(member),
  root: z.string().nullable(),
  area: z.array(z.tuple([z.number(), z.number()])),
  pinned: z.boolean(),
  feedback: z
    .strictObject({
      verdict: z.enum(FEEDBACK_VERDICTS),
      until: msOrNull,
      actor: z.string(),
      at: ms,
      note: z.string().nullable(),
    })
    .nullable(),
}) satisfies z.ZodType<Incident>;
export const incidentEvent = z.strictObject({
  sequence: z.number().int(),
  incident: z.string(),
  kind: z.enum(INCIDENT_EVENT_KINDS),
  at: ms,
  actor: z.string(),
  note: z.string().nullable(),
});
export const incidentList = z.strictObject({
  incidents: z.array(incident),
  next: z.number().int().nullable(),
}) satisfies z.ZodType<IncidentListAnswer>;
export const incidentAnswer = z.strictObject({
  incident,
  events: z.array(incidentEvent),
}) satisfies z.ZodType<IncidentAnswer>;
/** A split also answers the incident that it made; other commands do not. */
export const commandAnswer = incidentAnswer.extend({
  created: incident.optional(),
}) satisfies z.ZodType<IncidentAnswer & Partial<SplitAnswer>>;
export const conflict = error.extend({
  incident,
  decision: incidentEvent.nullable(),
}) satisfies z.ZodType<ConflictAnswer>;

export const quarantineEntry = z.strictObject({
  id: z.number().int(),
  topic: z.string(),
  partition: z.number().int(),
  offset: z.string(),
  key: z.string().nullable(),
  value: z.string().nullable(),
  code: z.string(),
  detail: z.string(),
  receivedAt: ms,
  replayedAt: msOrNull,
}) satisfies z.ZodType<QuarantineEntry>;
export const quarantine = z.strictObject({
  total: z.number().int(),
  entries: z.array(quarantineEntry),
  next: z.number().int().nullable(),
}) satisfies z.ZodType<QuarantineAnswer>;

const count = z.number().int();
export const pipeline = z.strictObject({
  serverTime: ms,
  consumers: z.array(
    z.strictObject({
      name: z.string(),
      consumed: count,
      stored: count,
      duplicate: count,
      quarantined: count,
      lag: count.nullable(),
      updatedAt: msOrNull,
    }),
  ),
  off: z.array(z.string()).describe('consumers that a setting switches off'),
  quarantine: z.strictObject({ total: count, waiting: count }),
  database: z.strictObject({ bytes: count, budgetBytes: count, oldest: msOrNull }),
}) satisfies z.ZodType<PipelineAnswer>;
