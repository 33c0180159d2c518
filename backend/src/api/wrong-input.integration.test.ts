import type { DetectionSettingsAnswer } from '@citywatch/contracts';
import { createTestDatabase, testConfig, type TestDatabase } from '@citywatch/testkit';
import { createPool, type Pool } from '@citywatch/timescale';
import { startTestApi, type Answer, type Browser, type TestApi } from '../../testing/api-harness.js';

let database: TestDatabase;
let pool: Pool;
let api: TestApi;
let operator: Browser;
let analyst: Browser;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool({ url: database.url, max: 1 });
  api = await startTestApi({ DATABASE_URL: database.url, KAFKA_BROKERS: testConfig().kafkaBrokers.join() });
  [operator, analyst] = [await api.person('operator'), await api.person('analyst')];
  await pool.query(
    `insert into incident (id, severity, title, reason, started_at, opened_at, first_mover, longitude, latitude, extent_metres, things)
     values ('inc', 'major', '{"code":"x","params":{}}', '{"code":"x","params":{}}', now(), now(), 't', -87.6, 41.9, 0, '{"traffic":2}')`,
  );
});
afterAll(async () => {
  await api.stop();
  await pool.end();
  await database.drop();
});

const command = (body: unknown, headers?: Record<string, string>) =>
  operator.request('POST', '/api/incidents/inc/commands', body, headers);
const told = ({ status, body }: Answer) => [status, (body as { detail?: string }).detail] as const;
const untouched = async () =>
  expect((await operator.get('/api/incidents/inc')).body).toMatchObject({ incident: { revision: 1 }, events: [] });

test.each([
  ['a NUL in a note', { command: 'resolve', revision: 1, note: 'a\u0000b' }, 'body.note: no control'],
  ['half a character', '{"command":"mark","verdict":"noise","revision":1,"note":"\\ud800"}', 'body.note: no control'],
  ['a revision beyond all', { command: 'acknowledge', revision: 2 ** 31 }, 'body.revision: Too big'],
  ['a NUL as an id', { command: 'merge', revision: 1, other: '\u0000', otherRevision: 1 }, 'body.other: an id of'],
  ['itself', { command: 'merge', revision: 1, other: 'inc', otherRevision: 1 }, 'body.other: an incident cannot'],
  ['a time in the past', { command: 'silence', revision: 1, until: 1 }, 'body.until: the silence must end'],
  ['work without an end', { command: 'mark', revision: 1, verdict: 'known work' }, 'body.until: known work needs'],
  ['a field too many', { command: 'acknowledge', revision: 1, note: 'on my way' }, 'body: Unrecognized key: "note"'],
  ['broken JSON', '{"command":', 'body: '],
])('%s in a command: told where, and nothing happens', async (_, body, detail) => {
  const answer = told(await command(body));
  expect(answer).toEqual([400, expect.stringContaining(detail) as string]);
  await untouched();
});

test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/merge-patch+json'])(
  'a body that is called %s is not taken, and why is told',
  async (type) => {
    const answer = await command({ command: 'acknowledge', revision: 1 }, { 'content-type': type });
    expect(told(answer)).toEqual([415, expect.stringContaining('application/json') as string]);
    await untouched();
  },
);

test('a body of more than 64 kB is refused with the limit', async () => {
  const longest = JSON.stringify({ command: 'resolve', revision: 1, note: '' }).length;
  const filled = (bytes: number) => ({ command: 'resolve', revision: 1, note: 'x'.repeat(bytes - longest) });
  expect(told(await command(filled(65_536)))).toEqual([400, expect.stringContaining('body.note') as string]);
  expect(told(await command(filled(65_537)))).toEqual([413, 'body: at most 64 kB']);
  await untouched();
});

test('a note that cannot be stored changes no settings, and a misspelt one of a backtest starts none', async () => {
  const { current, history } = (await analyst.get('/api/detection/settings')).body as DetectionSettingsAnswer;
  const put = { tuning: current, version: history[0].version, note: '\u0000' };
  expect(told(await analyst.request('PUT', '/api/detection/settings', put))[1]).toMatch(/^body\.note: no control/);
  expect((await analyst.get('/api/detection/settings')).body).toMatchObject({ history });
  const to = Date.now();
  const backtest = { from: to - 60_000, to, tuning: current, domain: ['grid'] };
  expect(told(await analyst.post('/api/backtests', backtest))).toEqual([400, 'body: Unrecognized key: "domain"']);
  expect((await analyst.get('/api/backtests')).body).toEqual({ backtests: [] });
});

test.each(['incidents', 'anomalies', 'precision'])('a range of %s that ends before it begins is told', async (list) => {
  for (const to of [4, 5])
    expect(told(await analyst.get(`/api/${list}?from=5&to=${to}`))).toEqual([400, 'query.from: must be before to']);
});
