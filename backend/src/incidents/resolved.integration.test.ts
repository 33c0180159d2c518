import { jest } from '@jest/globals';
import { createTestDatabase, testConfig, waitFor, type TestDatabase } from '@citywatch/testkit';
import { DetectionHarness, type OwnProcess } from '../../testing/detection-harness.js';
import { raiseAnomalies } from '../../testing/raised.js';
import { IncidentRepository } from './incident.repository.js';

jest.setTimeout(60_000);

/** What a person resolved while it grew stays resolved, also after a correlator was killed, until something of weight is new. */
let database: TestDatabase;
let harness: DetectionHarness;
let repository: IncidentRepository;
let correlator: OwnProcess;
const base = Date.now() - 120_000;
const start = (graceMs: number): OwnProcess =>
  harness.start('correlator', { INCIDENT_WAIT_MINOR_MS: '100', INCIDENT_REOPEN_GRACE_MS: String(graceMs) });

beforeAll(async () => {
  database = await createTestDatabase();
  harness = new DetectionHarness({
    brokers: testConfig().kafkaBrokers,
    databaseUrl: database.url,
    prefix: 'resolved.',
  });
  repository = new IncidentRepository(harness.pool);
  await harness.describeRoad();
  correlator = start(3_600_000);
});
afterAll(async () => {
  await harness.close();
  await database.drop();
});

const raise = (things: readonly string[], seconds: number) =>
  raiseAnomalies(harness.pool, {
    name: 'speed',
    things,
    property: 'speed',
    severity: 'minor',
    start: base + seconds * 1_000,
  });

/** The one incident, once it has so many members. */
const grown = (members: number) =>
  waitFor(
    async () => {
      const [incident] = await repository.activeIncidents();
      return incident?.members.length === members && incident;
    },
    { what: `an incident of ${members}`, timeout: 20_000 },
  );
const history = async (id: string) =>
  (await repository.eventsOf(id)).map(({ kind, actor, note }) => [kind, actor, note].join(' ').trim());

test('what joins a moment after a person resolved it is attached silently', async () => {
  await raise(['t5', 't4'], 0);
  const { id, revision } = await grown(2);
  const outcome = await repository.applyCommand(id, { command: 'resolve', revision }, 'Ada', Date.now());
  expect(outcome.ok).toBe(true);
  await raise(['t3'], 10);
  expect(await grown(3)).toMatchObject({ id, resolvedBy: 'Ada' });
  expect((await history(id)).slice(-2)).toEqual(['resolved Ada', 'grew system']);
});

test('after a kill -9 it still holds; once the grace time is over a further sensor opens it and the history says why', async () => {
  await harness.end(correlator, 'SIGKILL');
  correlator = start(3_600_000);
  await raise(['t2'], 20);
  expect(await grown(4)).toMatchObject({ resolvedBy: 'Ada' });
  await harness.end(correlator, 'SIGKILL');
  correlator = start(0);
  await raise(['t1'], 30);
  const { id, times, resolvedBy } = await grown(5);
  expect([times.resolvedAt, resolvedBy]).toEqual([null, null]);
  expect((await history(id)).slice(-2)).toEqual(['reopened system @spread', 'grew system']);
});
