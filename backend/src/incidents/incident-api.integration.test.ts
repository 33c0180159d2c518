import { createTestDatabase, testConfig, type TestDatabase } from '@citywatch/testkit';
import { createPool, type Pool } from '@citywatch/timescale';
import { startTestApi, type Browser, type TestApi } from '../../testing/api-harness.js';
import * as answers from '../api/answers.js';

let database: TestDatabase;
let pool: Pool;
let api: TestApi;
let operator: Browser;
let crew: Browser;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool({ url: database.url, max: 1 });
  api = await startTestApi({ DATABASE_URL: database.url, KAFKA_BROKERS: testConfig().kafkaBrokers.join() });
  operator = await api.person('operator', 'Grace');
  crew = await api.person('crew', 'Joan');
});
afterAll(async () => {
  await api.stop();
  await pool.end();
  await database.drop();
});

/** An open incident with this id, as the correlator writes it. */
async function open(id: string): Promise<void> {
  await pool.query(
    `insert into incident (id, severity, title, reason, started_at, opened_at, first_mover, longitude, latitude, extent_metres, things)
     values ($1, 'major', '{"code":"x","params":{}}', '{"code":"x","params":{}}', now(), now(), 't', -87.6, 41.9, 0, '{"traffic":2}')`,
    [id],
  );
  await pool.query(
    `insert into incident_event (incident_id, kind, at, actor, revision) values ($1, 'opened', now(), 'system', 1)`,
    [id],
  );
}

const command = (person: Browser, id: string, body: object) => person.post(`/api/incidents/${id}/commands`, body);

test('an acknowledgement is answered, kept in the history, and seen on the screen of others', async () => {
  await open('inc-a');
  const socket = await crew.live();
  socket.send({ type: 'incidents', after: null });
  await socket.next('incidents');
  const answer = await command(operator, 'inc-a', { command: 'acknowledge', revision: 1 });
  expect(answer.status).toBe(200);
  const { incident, events } = answers.incidentAnswer.parse(answer.body);
  expect(incident).toMatchObject({ revision: 2, acknowledgedBy: 'Grace' });
  expect(events.map(({ kind, actor }) => [kind, actor])).toEqual([
    ['opened', 'system'],
    ['acknowledged', 'Grace'],
  ]);
  expect(await socket.next('incident')).toMatchObject({
    event: { kind: 'acknowledged' },
    incident: { acknowledgedBy: 'Grace' },
  });
  expect((await operator.get('/api/incidents/inc-a')).body).toEqual(answer.body);
  socket.socket.terminate();
});

test('who was second gets the incident as it is', async () => {
  await open('inc-b');
  const both = await Promise.all(
    [operator, crew].map((person) => command(person, 'inc-b', { command: 'acknowledge', revision: 1 })),
  );
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  const second = answers.conflict.parse(both.find(({ status }) => status === 409)?.body);
  expect(second.incident).toMatchObject({ id: 'inc-b', revision: 2, acknowledgedBy: expect.any(String) as string });
});

test('a command that the state does not allow, a time in the past, and an unknown incident', async () => {
  await open('inc-c');
  expect(await command(operator, 'inc-c', { command: 'close', revision: 1 })).toMatchObject({
    status: 409,
    body: { error: 'not-over', incident: { id: 'inc-c' } },
  });
  expect(await command(operator, 'inc-c', { command: 'silence', revision: 1, until: 1 })).toMatchObject({
    status: 400,
  });
  expect(await command(operator, 'inc-c', { command: 'dance', revision: 1 })).toMatchObject({ status: 400 });
  expect(await command(operator, 'none', { command: 'acknowledge', revision: 1 })).toMatchObject({ status: 404 });
});

test('an incident is assigned to the person meant, however the name was typed, or to a crew', async () => {
  await open('inc-d');
  const first = await command(operator, 'inc-d', { command: 'assign', revision: 1, to: ' joan ' });
  expect(first.body).toMatchObject({ incident: { assignedTo: 'Joan' } });
  const second = await command(operator, 'inc-d', { command: 'assign', revision: 2, to: 'Crew 4' });
  expect(second.body).toMatchObject({ incident: { assignedTo: 'Crew 4' } });
  expect((await crew.get('/api/assignees')).body).toEqual({
    assignees: [
      { name: 'Grace', role: 'operator' },
      { name: 'Joan', role: 'crew' },
    ],
  });
});

test('the list comes in pages, newest first, by state', async () => {
  await open('inc-e');
  await command(operator, 'inc-e', { command: 'resolve', revision: 1, note: 'a blown fuse' });
  const list = async (query: string) =>
    answers.incidentList.parse((await operator.get(`/api/incidents?${query}`)).body);
  expect((await list('state=over')).incidents.map(({ id }) => id)).toEqual(['inc-e']);
  expect((await list('')).incidents.map(({ id }) => id)).toEqual(['inc-d', 'inc-c', 'inc-b', 'inc-a']);
  const page = await list('state=all&limit=2');
  expect(page.incidents.map(({ id }) => id)).toEqual(['inc-e', 'inc-d']);
  const rest = await list(`state=all&limit=3&before=${page.next}`);
  expect([rest.incidents.map(({ id }) => id), rest.next]).toEqual([['inc-c', 'inc-b', 'inc-a'], null]);
  expect((await list(`state=all&to=${Date.now() - 3_600_000}`)).incidents).toEqual([]);
});
