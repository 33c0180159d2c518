import { createTestDatabase, testConfig, waitFor, type TestDatabase } from '@citywatch/testkit';
import { transaction } from '@citywatch/timescale';
import type { Incident } from '@citywatch/contracts';
import { DetectionHarness } from '../../testing/detection-harness.js';
import { raiseAnomalies } from '../../testing/raised.js';
import { IncidentRepository } from './incident.repository.js';

/** An incident is read with the members that it had, also where it grows while it is read. */
let database: TestDatabase;
let harness: DetectionHarness;
let repository: IncidentRepository;

beforeAll(async () => {
  database = await createTestDatabase();
  const options = { brokers: testConfig().kafkaBrokers, databaseUrl: database.url, prefix: 'whole.' };
  harness = new DetectionHarness(options);
  repository = new IncidentRepository(harness.pool);
  await harness.describeRoad();
});
afterAll(async () => {
  await harness.close();
  await database.drop();
});

const GROW = `
  with grown as (update incident set revision = 2 where id = $1 returning id),
  told as (insert into incident_event (incident_id, kind, at, actor, revision) select id, 'grew', now(), 'system', 2 from grown)
  insert into incident_member (incident_id, anomaly_id, joined_at) select id, $2, now() from grown`;
const BLOCKED = `select 1 from pg_locks where relation = 'incident_member'::regclass and not granted`;

async function open(id: string): Promise<string> {
  await harness.pool.query(
    `insert into incident (id, severity, title, reason, started_at, opened_at, first_mover, longitude, latitude, extent_metres, things)
     values ($1, 'minor', '{"code":"x","params":{}}', '{"code":"x","params":{}}', now(), now(), 't1', -87.6, 41.9, 0, '{"traffic":1}')`,
    [id],
  );
  await harness.pool.query(
    `insert into incident_event (incident_id, kind, at, actor, revision) values ($1, 'opened', now(), 'system', 1)`,
    [id],
  );
  const raised = { name: id, things: ['t1'], property: 'speed', severity: 'minor', start: Date.now() } as const;
  return (await raiseAnomalies(harness.pool, raised))[0];
}

/** Reads an incident while it gets a member, between the statement that reads incidents and the one that reads members. */
async function readWhileGrowing<T>(id: string, anomaly: string, read: () => Promise<T>): Promise<T> {
  let reading: Promise<T> | undefined;
  await transaction(harness.pool, async (client) => {
    await client.query('lock table incident_member in access exclusive mode');
    reading = read();
    await waitFor(async () => (await client.query(BLOCKED)).rows.length > 0, { what: 'the reader waits for members' });
    await client.query(GROW, [id, anomaly]);
  });
  return reading!;
}

const READS: Readonly<Record<string, (id: string) => Promise<Incident | null | undefined>>> = {
  'one incident': (id) => repository.loadIncident(id),
  'a page of the list': async (id) =>
    (await repository.listIncidents({ state: 'all', from: null, to: null, limit: 50, before: null })).incidents.find(
      (incident) => incident.id === id,
    ),
  'what is active': async (id) => (await repository.activeIncidents()).find((incident) => incident.id === id),
  'what live clients are told': async (id) =>
    (await repository.eventsAfter(0, 100)).find(({ incident }) => incident.id === id)?.incident,
};

test.each(Object.entries(READS))('%s', async (name, read) => {
  const id = `grows-${name}`;
  const anomaly = await open(id);
  const seen = await readWhileGrowing(id, anomaly, () => read(id));
  expect([seen?.revision, seen?.members.length]).toEqual([1, 0]);
  expect(await read(id)).toMatchObject({ revision: 2, members: [{ anomaly }] });
});

test('an incident with its history', async () => {
  const anomaly = await open('grows-history');
  const seen = await readWhileGrowing('grows-history', anomaly, () => repository.loadWithHistory('grows-history'));
  expect(seen).toMatchObject({ incident: { revision: 1, members: [] }, events: [{ kind: 'opened' }] });
});
