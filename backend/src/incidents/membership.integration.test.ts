import { createTestDatabase, testConfig, waitFor, type TestDatabase } from '@citywatch/testkit';
import { createPool, type Pool } from '@citywatch/timescale';
import type { Incident, IncidentCommand, IncidentListAnswer } from '@citywatch/contracts';
import { startTestApi, type Browser, type TestApi } from '../../testing/api-harness.js';
import { DetectionHarness, type OwnProcess } from '../../testing/detection-harness.js';
import { raiseAnomalies } from '../../testing/raised.js';
import * as answers from '../api/answers.js';

/** What people decide about membership, with a real correlator beside the API. */
let database: TestDatabase;
let pool: Pool;
let api: TestApi;
let harness: DetectionHarness;
let correlator: OwnProcess;
let operator: Browser;
let crew: Browser;
const base = Date.now() - 60_000;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool({ url: database.url, max: 2 });
  api = await startTestApi({ DATABASE_URL: database.url, KAFKA_BROKERS: testConfig().kafkaBrokers.join() });
  harness = new DetectionHarness({ brokers: testConfig().kafkaBrokers, databaseUrl: database.url, prefix: 'shape.' });
  operator = await api.person('operator', 'Grace');
  crew = await api.person('crew', 'Joan');
  await harness.describeRoad();
  correlator = harness.start('correlator');
});
afterAll(async () => {
  await harness.close();
  await api.stop();
  await pool.end();
  await database.drop();
});

/** Anomalies of these detectors' speeds that began some seconds after the base. */
const raise = (name: string, things: readonly string[], seconds: number): Promise<string[]> =>
  raiseAnomalies(pool, { name, things, property: 'speed', severity: 'critical', start: base + seconds * 1_000 });

const list = async (): Promise<readonly Incident[]> =>
  ((await operator.get('/api/incidents?state=active')).body as IncidentListAnswer).incidents;
const placed = (ids: readonly string[]): Promise<readonly Incident[]> =>
  waitFor(
    async () => {
      const all = await list();
      const members = new Set(all.flatMap((incident) => incident.members.map(({ anomaly }) => anomaly)));
      return ids.every((id) => members.has(id)) ? all : null;
    },
    { what: `${ids.join()} are in an incident`, timeout: 20_000 },
  );
const command = (person: Browser, id: string, body: IncidentCommand) =>
  person.post(`/api/incidents/${id}/commands`, body);
const one = async (id: string): Promise<Incident> =>
  answers.incidentAnswer.parse((await operator.get(`/api/incidents/${id}`)).body).incident;
const thingsOf = ({ members }: Incident): string[] => members.map(({ thing }) => thing).sort();

let origin: Incident;
let created: Incident;

test('a split makes an incident of its own, told in both histories and to live clients', async () => {
  const ids = await raise('first', ['t0', 't1', 't2', 't3'], 0);
  [origin] = await placed(ids);
  expect(thingsOf(origin)).toEqual(['t0', 't1', 't2', 't3']);
  const split = { command: 'split', revision: origin.revision, anomalies: ids.slice(2) } as const;
  expect((await command(crew, origin.id, split)).status).toBe(403);
  const socket = await crew.live();
  socket.send({ type: 'incidents', after: null });
  await socket.next('incidents');
  const answer = answers.commandAnswer.parse((await command(operator, origin.id, split)).body);
  if (answer.created === undefined) throw new Error('a split answers what it made');
  created = answer.created;
  expect([thingsOf(answer.incident), thingsOf(created)]).toEqual([
    ['t0', 't1'],
    ['t2', 't3'],
  ]);
  expect(answer.events.map(({ kind, actor, note }) => [kind, actor, note]).at(-1)).toEqual([
    'split',
    'Grace',
    `@split-off:${created.number}`,
  ]);
  expect(await socket.next('incident')).toMatchObject({ event: { kind: 'split' }, incident: { id: origin.id } });
  expect(await socket.next('incident')).toMatchObject({ event: { kind: 'opened' }, incident: { id: created.id } });
  socket.socket.terminate();
  expect(await one(created.id)).toMatchObject({ revision: 1, root: 't2', severity: 'critical', pinned: false });
});

test('the two stay two, whatever comes between, also after the correlator was killed', async () => {
  await placed(await raise('between', ['t4'], 10));
  expect((await list()).map(({ id }) => id).sort()).toEqual([origin.id, created.id].sort());
  await harness.end(correlator, 'SIGKILL');
  correlator = harness.start('correlator');
  await placed(await raise('later', ['t5'], 20));
  const after = await list();
  expect(after.map(({ id }) => id).sort()).toEqual([origin.id, created.id].sort());
  expect(after.flatMap(thingsOf).sort()).toEqual(['t0', 't1', 't2', 't3', 't4', 't5']);
});

test('two people who split the same at once: one is too late, no member is lost', async () => {
  const { id, revision, members } = await one(created.id);
  const body: IncidentCommand = { command: 'split', revision, anomalies: [members[0].anomaly] };
  const both = await Promise.all([command(operator, id, body), command(operator, id, body)]);
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  const late = answers.conflict.parse(both.find(({ status }) => status === 409)?.body);
  expect([late.error, late.incident.id]).toEqual(['outdated', id]);
  expect(late.decision).toMatchObject({ kind: 'split', actor: 'Grace' });
  // Who is told to look again must find it there.
  expect(thingsOf(late.incident)).toEqual(thingsOf(await one(id)));
  const all = await list();
  expect(all.flatMap(thingsOf).sort()).toEqual(['t0', 't1', 't2', 't3', 't4', 't5']);
});

test('what cannot be split is refused in words', async () => {
  const { id, revision, members } = await one(origin.id);
  const all = members.map(({ anomaly }) => anomaly);
  const refused = async (anomalies: string[]) => {
    const { status, body } = await command(operator, id, { command: 'split', revision, anomalies });
    return [status, (body as { error: string }).error];
  };
  expect(await refused(all)).toEqual([409, 'nothing-left']);
  expect(await refused(['a-foreign'])).toEqual([409, 'not-members']);
  expect(await refused([])).toEqual([400, 'bad-request']);
  expect((await command(operator, 'i-none', { command: 'split', revision: 1, anomalies: ['x'] })).status).toBe(404);
});

test('a merge takes both revisions; 409 names the incident that has moved on; the other is closed', async () => {
  const [into, other] = [await one(origin.id), await one(created.id)];
  const body = { command: 'merge', revision: into.revision, other: other.id, otherRevision: other.revision } as const;
  await command(operator, other.id, { command: 'acknowledge', revision: other.revision });
  const late = await command(operator, into.id, body);
  const conflict = answers.conflict.parse(late.body);
  expect([late.status, conflict.incident.id, conflict.decision?.kind]).toEqual([409, other.id, 'acknowledged']);
  expect(thingsOf(conflict.incident)).toEqual(thingsOf(other));
  expect((await command(operator, into.id, { ...body, other: into.id, otherRevision: into.revision })).status).toBe(
    400,
  );
  const now = await one(other.id);
  const merged = await command(operator, into.id, { ...body, otherRevision: now.revision });
  const { incident, events } = answers.commandAnswer.parse(merged.body);
  expect(events.at(-1)).toMatchObject({ kind: 'merged', actor: 'Grace', note: `@absorbed:${other.number}` });
  expect(incident.members).toHaveLength(into.members.length + now.members.length);
  expect(await one(other.id)).toMatchObject({ members: [], times: { closedAt: expect.any(Number) as number } });
  // The correlator goes on with what people made of it.
  const [grown] = await placed(await raise('merged', ['t6'], 30)).then((all) =>
    all.filter(({ members }) => members.some(({ anomaly }) => anomaly === 'merged-t6')),
  );
  expect([incident.id, (await list()).at(0)?.id]).toContain(grown.id);
});

test('who judges an incident that was merged into another meanwhile is told so', async () => {
  const closed = await one(created.id);
  const mark = { command: 'mark', revision: closed.revision - 1, verdict: 'noise' } as const;
  const refused = await command(operator, closed.id, mark);
  const { error, decision } = answers.conflict.parse(refused.body);
  expect([refused.status, error, decision?.kind, decision?.actor]).toEqual([409, 'taken-over', 'closed', 'Grace']);
  expect((await one(closed.id)).feedback).toBeNull();
});

test('of a crosswise merge exactly one wins', async () => {
  const [a, b] = await list();
  const merge = (into: Incident, other: Incident) =>
    command(operator, into.id, {
      command: 'merge',
      revision: into.revision,
      other: other.id,
      otherRevision: other.revision,
    });
  const both = await Promise.all([merge(a, b), merge(b, a)]);
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  const left = await list();
  expect(left).toHaveLength(1);
  expect(left.flatMap(thingsOf).sort()).toEqual(['t0', 't1', 't2', 't3', 't4', 't5', 't6']);
});

test('a pinned incident takes nothing in until it is unpinned; what comes beside it opens its own', async () => {
  const [pinned] = await list();
  const answer = await command(operator, pinned.id, { command: 'pin', revision: pinned.revision });
  expect(answer.body).toMatchObject({ incident: { pinned: true } });
  await placed(await raise('pinned', ['t7', 't8'], 40));
  const [newer, older] = await list();
  expect([thingsOf(newer), thingsOf(older), older.id]).toEqual([['t7', 't8'], thingsOf(pinned), pinned.id]);
  const { revision } = await one(pinned.id);
  expect((await command(operator, pinned.id, { command: 'pin', revision })).body).toMatchObject({
    error: 'already-pinned',
  });
  await command(operator, pinned.id, { command: 'unpin', revision });
  await placed(await raise('again', ['t0'], 50));
  expect((await one(pinned.id)).members).toHaveLength(pinned.members.length + 1);
});
