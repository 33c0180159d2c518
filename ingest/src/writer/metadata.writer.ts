import { observedProperty, parseThing, type ThingMetadata } from '@citywatch/contracts';
import type { StreamMessage } from '@citywatch/stream';
import { isDataError, transaction, type Pool, type PoolClient } from '@citywatch/timescale';
import type { Account } from './account.js';
import { receivedAt, type ClockBounds } from './check-clock.js';
import { moveOffset, type OffsetStep } from './offset.writer.js';
import type { Refused } from './outcome.js';
import { describeKey, isKey } from './plan-batch.js';
import { insertQuarantine } from './quarantine.writer.js';

interface Described {
  readonly message: StreamMessage;
  readonly receivedAt: number;
  readonly thing: ThingMetadata;
}

type Parsed = Described | Refused;

export interface MetadataResult {
  readonly account: Account;
  readonly refused: readonly Refused[];
}

/**
 * Stores a batch of Things' metadata with its offset. Messages of one Thing lie in one partition, so the offset keeps their
 * order: the last one counts. What says nothing new is a duplicate. Readers are told on channel `catalogue`.
 * A text that the database refuses (half a surrogate pair) is found by halving and quarantined.
 */
export async function storeMetadata(
  pool: Pool,
  step: OffsetStep,
  messages: readonly StreamMessage[],
  clock: ClockBounds,
  now: number,
): Promise<MetadataResult[]> {
  const parsed = messages.map((message) => parseMessage(message, receivedAt(message, clock, now)));
  return storeParsed(pool, step, parsed);
}

async function storeParsed(pool: Pool, step: OffsetStep, parsed: readonly Parsed[]): Promise<MetadataResult[]> {
  try {
    return [await storeOnce(pool, step, parsed)];
  } catch (error) {
    const [first] = parsed;
    if (!isDataError(error) || first === undefined) throw error;
    if (parsed.length === 1) {
      if (!('thing' in first)) throw error;
      return [
        await storeOnce(pool, step, [
          refuse(first, 'bad-field', `the database refused it: ${(error as Error).message}`),
        ]),
      ];
    }
    const half = Math.ceil(parsed.length / 2);
    const middle = parsed[half].message.offset;
    return [
      ...(await storeParsed(pool, { ...step, next: middle }, parsed.slice(0, half))),
      ...(await storeParsed(pool, { ...step, expected: middle }, parsed.slice(half))),
    ];
  }
}

const refuse = (
  { message, receivedAt }: Pick<Refused, 'message' | 'receivedAt'>,
  code: Refused['code'],
  detail: string,
): Refused => ({ kind: 'refused', message, receivedAt, code, detail });

async function storeOnce(pool: Pool, step: OffsetStep, parsed: readonly Parsed[]): Promise<MetadataResult> {
  return transaction(pool, async (client) => {
    const { described, refused } = await withoutMoves(client, parsed);
    const last = new Map(described.map((entry) => [entry.thing.thing, entry.thing]));
    const changed = last.size > 0 ? await upsertThings(client, [...last.values()]) : new Set<string>();
    // Readers need one word a transaction, however many Things it changed.
    if (changed.size > 0) await client.query("select pg_notify('catalogue', '')");
    const stored = described.filter(({ thing }) => changed.has(thing.thing)).length;
    const account = { stored, duplicate: described.length - stored, quarantined: refused.length, rows: 0 };
    await insertQuarantine(client, step.topic, step.partition, refused);
    await moveOffset(client, step, account);
    return { account, refused };
  });
}

function parseMessage(message: StreamMessage, received: number): Parsed {
  const at = { message, receivedAt: received };
  const parsed = parseThing(message.value);
  if (!parsed.ok) return refuse(at, parsed.code, parsed.detail);
  if (!isKey(message.key, parsed.thing.thing))
    return refuse(
      at,
      'wrong-key',
      `the Kafka key is ${describeKey(message.key)}, the Thing is "${parsed.thing.thing}"`,
    );
  return { ...at, thing: parsed.thing };
}

/** A Thing stays in its domain: its Datastreams and all that was stored belong there. */
async function withoutMoves(
  client: PoolClient,
  parsed: readonly Parsed[],
): Promise<{ described: Described[]; refused: Refused[] }> {
  const ids = parsed.flatMap((entry) => ('thing' in entry ? [entry.thing.thing] : []));
  const { rows } = await client.query<{ id: string; domain: string }>(
    'select id, domain from thing where id = any ($1)',
    [ids],
  );
  const domains = new Map(rows.map(({ id, domain }) => [id, domain]));
  const described: Described[] = [];
  const refused: Refused[] = [];
  for (const entry of parsed) {
    if (!('thing' in entry)) {
      refused.push(entry);
      continue;
    }
    const { thing, domain } = entry.thing;
    const known = domains.get(thing) ?? domain;
    domains.set(thing, known);
    if (known === domain) described.push(entry);
    else
      refused.push(
        refuse(entry, 'bad-field', `domain is "${domain}", but "${thing}" is a Thing of ${known}; use another id`),
      );
  }
  return { described, refused };
}

/** Returns the ids of Things of which anything is new. */
async function upsertThings(client: PoolClient, things: readonly ThingMetadata[]): Promise<Set<string>> {
  const sorted = [...things].sort((a, b) => (a.thing < b.thing ? -1 : 1));
  const json = JSON.stringify(sorted);
  await client.query(
    `insert into operator (id, name) select o, o from (select distinct x.operator as o from jsonb_to_recordset($1) as x (operator text)) as named
     order by o on conflict do nothing`,
    [json],
  );
  const { rows: changed } = await client.query<{ id: string }>(
    `insert into thing as t (id, operator_id, domain, name, longitude, latitude, interval_seconds, road, feeder, nominal, described)
     select x.thing, x.operator, x.domain, x.name, x.longitude, x.latitude, x."interval", x.road, x.feeder, coalesce(x.nominal, '{}'), true
     from jsonb_to_recordset($1) as x (thing text, operator text, domain text, name text, longitude float8, latitude float8,
       "interval" float8, road jsonb, feeder jsonb, nominal jsonb)
     on conflict (id) do update set operator_id = excluded.operator_id, name = excluded.name, longitude = excluded.longitude,
       latitude = excluded.latitude, interval_seconds = excluded.interval_seconds, road = excluded.road, feeder = excluded.feeder,
       nominal = excluded.nominal, described = true, updated_at = now()
     where (t.operator_id, t.name, t.longitude, t.latitude, t.interval_seconds, t.road, t.feeder, t.nominal, t.described)
       is distinct from (excluded.operator_id, excluded.name, excluded.longitude, excluded.latitude, excluded.interval_seconds,
         excluded.road, excluded.feeder, excluded.nominal, true)
     returning id`,
    [json],
  );
  const streams = sorted.flatMap(({ thing, properties }) => properties.map((property) => ({ thing, property })));
  const { rows: added } = await client.query<{ id: string }>(
    `insert into datastream (thing_id, property, unit) select t, p, u from unnest($1::text[], $2::text[], $3::text[]) as x (t, p, u)
     where not exists (select from datastream d where d.thing_id = t and d.property = p)
     on conflict do nothing returning thing_id as id`,
    [
      streams.map(({ thing }) => thing),
      streams.map(({ property }) => property),
      streams.map(({ property }) => observedProperty(property)?.unit ?? ''),
    ],
  );
  return new Set([...changed, ...added].map(({ id }) => id));
}
