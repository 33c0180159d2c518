import { mkdtempSync, existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, testConfig, waitFor, type TestDatabase } from '@citywatch/testkit';
import { createPool, type Pool } from '@citywatch/timescale';
import { Browser, PASSWORD, startTestApi, type TestApi } from '../../testing/api-harness.js';

let database: TestDatabase;
let api: TestApi;
let pool: Pool;
/** Ada or Eve: who was first with the link. */
let administrator: string;
const folder = mkdtempSync(join(tmpdir(), 'citywatch-api-'));
const linkFile = join(folder, 'link');

const env = (): Record<string, string> => ({
  DATABASE_URL: database.url,
  KAFKA_BROKERS: testConfig().kafkaBrokers.join(),
  FIRST_ADMIN_LINK_FILE: linkFile,
  SIGN_IN_ATTEMPTS: '3',
  TRUSTED_PROXIES: '1',
});

beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool({ url: database.url, max: 2 });
  api = await startTestApi(env());
});
afterAll(async () => {
  await api.stop();
  await pool.end();
  await database.drop();
  rmSync(folder, { recursive: true });
});

const tokenOf = (link: string) => new URL(link, api.url).searchParams.get('token');

test('the first administrator enrols once, with the link of the file, and nobody after', async () => {
  const link = await waitFor(() => readFileSync(linkFile, 'utf8').trim(), { what: 'the link is written' });
  expect(statSync(linkFile).mode & 0o777).toBe(0o600);
  const browser = new Browser(api.url);
  expect((await browser.get('/api/session')).status).toBe(401);
  expect((await browser.get(`/api/enrolment?token=${tokenOf(link)}`)).body).toMatchObject({
    role: 'administrator',
    name: null,
  });

  const body = { token: tokenOf(link), name: 'Ada', password: PASSWORD };
  expect((await browser.post('/api/enrolment', { ...body, password: 'x'.repeat(11) })).status).toBe(400);
  expect(await browser.post('/api/enrolment', { ...body, password: 'x'.repeat(12), name: 'nul\0' })).toMatchObject({
    status: 400,
  });
  const [first, second] = await Promise.all([
    browser.post('/api/enrolment', body),
    new Browser(api.url).post('/api/enrolment', { ...body, name: 'Eve' }),
  ]);
  expect([first.status, second.status].sort()).toEqual([200, 404]);
  expect((await new Browser(api.url).post('/api/enrolment', body)).status).toBe(404);
  expect(existsSync(linkFile)).toBe(false);
  const { rows } = await pool.query<{ name: string; password_hash: string }>(
    'select name, password_hash from user_account',
  );
  expect(rows).toHaveLength(1);
  administrator = rows[0].name;
  expect(rows[0].password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
});

test('signing in and out; the cookie is HttpOnly and only its hash is stored', async () => {
  const name = 'Grace Hopper';
  await api.person('operator', name);
  const browser = new Browser(api.url);
  const answer = await browser.post('/api/session', { name: 'grace hopper', password: PASSWORD });
  expect(answer).toMatchObject({ status: 200, body: { user: { name, role: 'operator' }, city: { name: 'Chicago' } } });
  expect(answer.headers.get('set-cookie')).toMatch(
    /^citywatch=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+$/,
  );
  const token = browser.cookie.split('=')[1];
  const { rows } = await pool.query(`select 1 from session where encode(token_hash, 'escape') like '%' || $1 || '%'`, [
    token,
  ]);
  expect(rows).toEqual([]);

  expect((await browser.get('/api/session')).status).toBe(200);
  const stolen = browser.cookie;
  expect((await browser.request('DELETE', '/api/session')).status).toBe(204);
  expect(browser.cookie).toBe('');
  expect((await browser.get('/api/session', { cookie: stolen })).status).toBe(401);
});

test('a session ends when it is idle too long, and never outlives the absolute limit', async () => {
  const browser = await api.person('analyst');
  const mine = `where user_name like 'analyst %'`;
  await pool.query(
    `update session set last_seen_at = now() - interval '2 minutes', expires_at = now() + interval '1 minute' ${mine}`,
  );
  expect((await browser.get('/api/session')).status).toBe(200);
  const slid = await pool.query<{ far: boolean }>(
    `select expires_at > now() + interval '11 hours' as far from session ${mine}`,
  );
  expect(slid.rows).toEqual([{ far: true }]);

  await pool.query(
    `update session set created_at = now() - interval '167 hours', last_seen_at = now() - interval '2 minutes' ${mine}`,
  );
  expect((await browser.get('/api/session')).status).toBe(200);
  const capped = await pool.query<{ near: boolean }>(
    `select expires_at < now() + interval '61 minutes' as near from session ${mine}`,
  );
  expect(capped.rows).toEqual([{ near: true }]);

  await pool.query(`update session set expires_at = now() ${mine}`);
  expect((await browser.get('/api/session')).status).toBe(401);
});

test('a wrong password, an unknown name and a disabled user get the same answer; too many tries have to wait', async () => {
  await api.person('crew', 'Joan');
  const wrong = { status: 401, body: { error: 'wrong-password', detail: 'that name and password do not match' } };
  const from = (address: string) => (body: object) =>
    new Browser(api.url).request('POST', '/api/session', body, { 'x-forwarded-for': address });
  expect(await from('10.0.0.1')({ name: 'Nobody', password: PASSWORD })).toMatchObject(wrong);
  for (let i = 0; i < 3; i++)
    expect(await from('10.0.0.2')({ name: 'Joan', password: 'not this one' })).toMatchObject(wrong);
  const refused = await from('10.0.0.2')({ name: 'joan', password: PASSWORD });
  expect(refused).toMatchObject({ status: 429, body: { error: 'too-many-attempts' } });
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  // Somebody else's guessing locks nobody out.
  expect((await from('10.0.0.3')({ name: 'Joan', password: PASSWORD })).status).toBe(200);
});

test('a disabled user loses sessions and sockets at once; the last administrator stays', async () => {
  const admin = new Browser(api.url);
  await admin.post('/api/session', { name: administrator, password: PASSWORD });
  const browser = await api.person('operator', 'Linus');
  const socket = await browser.live();
  await socket.next('welcome');
  expect((await admin.request('PATCH', '/api/users/Linus', { disabled: true })).body).toMatchObject({
    name: 'Linus',
    disabled: true,
  });
  expect((await browser.get('/api/session')).status).toBe(401);
  expect(await socket.close()).toMatchObject({ code: 4401 });
  expect((await new Browser(api.url).post('/api/session', { name: 'Linus', password: PASSWORD })).status).toBe(401);
  await expect(browser.live()).rejects.toThrow('401');

  const last = { status: 409, body: { error: 'last-administrator' } };
  expect(await admin.request('PATCH', `/api/users/${administrator}`, { disabled: true })).toMatchObject(last);
  expect(await admin.request('PATCH', `/api/users/${administrator}`, { role: 'crew' })).toMatchObject(last);
  expect(await admin.request('PATCH', '/api/users/Nobody', { role: 'crew' })).toMatchObject({ status: 404 });
});

test('a new user gets a link, a lost password another one, and each works once', async () => {
  const admin = new Browser(api.url);
  await admin.post('/api/session', { name: administrator, password: PASSWORD });
  const created = await admin.post('/api/users', { name: ' Tim ', role: 'crew' });
  expect(created.status).toBe(201);
  expect(await admin.post('/api/users', { name: 'tim', role: 'crew' })).toMatchObject({
    status: 409,
    body: { error: 'name-taken' },
  });
  const first = (created.body as { path: string }).path;
  const again = (await admin.post('/api/users/Tim/enrolment')).body as { path: string };
  const browser = new Browser(api.url);
  expect(
    (await browser.post('/api/enrolment', { token: tokenOf(first), name: 'Tim', password: PASSWORD })).status,
  ).toBe(404);
  expect(
    (await browser.post('/api/enrolment', { token: tokenOf(again.path), name: 'Tom', password: PASSWORD })).status,
  ).toBe(400);
  expect(
    await browser.post('/api/enrolment', { token: tokenOf(again.path), name: 'Tim', password: PASSWORD }),
  ).toMatchObject({
    status: 200,
    body: { user: { name: 'Tim', role: 'crew' } },
  });
  // A reset ends what was open: whoever had the old password is out.
  const reset = (await admin.post('/api/users/Tim/enrolment')).body as { path: string };
  await new Browser(api.url).post('/api/enrolment', {
    token: tokenOf(reset.path),
    name: 'Tim',
    password: `${PASSWORD}!`,
  });
  expect((await browser.get('/api/session')).status).toBe(401);
});

test('what changes something is taken from our own pages only', async () => {
  const browser = await api.person('administrator');
  const create = (headers: Record<string, string>) =>
    browser.request('POST', '/api/users', { name: 'X', role: 'crew' }, headers);
  expect(await create({ origin: 'https://evil.example' })).toMatchObject({
    status: 403,
    body: { error: 'wrong-origin' },
  });
  expect(await create({ origin: 'null' })).toMatchObject({ status: 403 });
});
