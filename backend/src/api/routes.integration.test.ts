import { PERMISSIONS, ROLES, may, type Role } from '@citywatch/contracts';
import { createTestDatabase, testConfig, type TestDatabase } from '@citywatch/testkit';
import { Browser, startTestApi, type TestApi } from '../../testing/api-harness.js';
import { CONTROLLERS } from './api.module.js';
import type { Allow } from './route.guard.js';
import { routesOf } from './routes.js';

let database: TestDatabase;
let api: TestApi;
const people = new Map<Role | 'anonymous', Browser>();

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi({
    DATABASE_URL: database.url,
    KAFKA_BROKERS: testConfig().kafkaBrokers.join(),
    METRICS_TOKEN: 'scrape-me',
  });
  people.set('anonymous', new Browser(api.url));
  for (const role of ROLES) people.set(role, await api.person(role));
});
afterAll(async () => {
  await api.stop();
  await database.drop();
});

const person = (role: Role | 'anonymous') => people.get(role) as Browser;

interface Layer {
  route?: { path: string; methods: Record<string, boolean> };
}
/** What express would answer, which is what counts. */
function routerRoutes(): string[] {
  const { router } = api.app.getHttpAdapter().getInstance() as { router: { stack: Layer[] } };
  return router.stack
    .flatMap(({ route }) =>
      route === undefined ? [] : Object.keys(route.methods).map((method) => `${method.toUpperCase()} ${route.path}`),
    )
    .sort();
}

function permitted(allow: Allow, role: Role): boolean {
  if (allow === 'anyone' || allow === 'signed-in') return true;
  const permissions = allow === 'scraper' ? ['read-health' as const] : typeof allow === 'string' ? [allow] : allow;
  return permissions.some((permission) => may(role, permission as keyof typeof PERMISSIONS));
}

test('the router has exactly the routes that name a permission', () => {
  const declared = routesOf(CONTROLLERS);
  expect(routerRoutes()).toEqual(declared.map(({ method, path }) => `${method} ${path}`).sort());
  expect(declared.filter(({ spec }) => spec === undefined)).toEqual([]);
});

// Signing out would end the session that the next route needs; its own test is in session.integration.test.ts.
const walked = routesOf(CONTROLLERS).filter(({ handler }) => handler !== 'SessionController.signOut');

describe.each(walked.map((route) => [`${route.method} ${route.path}`, route] as const))(
  '%s',
  (_, { method, path, spec }) => {
    const call = (browser: Browser) =>
      browser.request(method, path.replace(/:\w+/g, '999999'), method === 'GET' ? undefined : {});

    it('is closed to people who have not signed in, unless it is for anyone', async () => {
      const { status } = await call(person('anonymous'));
      if (spec?.allow === 'anyone') expect([200, 400]).toContain(status);
      else expect(status).toBe(401);
    });

    it.each(ROLES)('opens for the role %s only where its permission does', async (role) => {
      const { status } = await call(person(role));
      if (permitted(spec?.allow ?? 'manage-users', role)) expect([200, 400, 404]).toContain(status);
      else expect(status).toBe(403);
    });
  },
);

test('each incident command needs its own permission', async () => {
  const command = async (role: Role, body: object) =>
    (await person(role).post('/api/incidents/none/commands', { revision: 1, ...body })).status;
  const silence = { command: 'silence', until: Date.now() + 60_000 };
  expect(await command('crew', { command: 'acknowledge' })).toBe(404);
  expect(await command('crew', silence)).toBe(403);
  expect(await command('crew', { command: 'assign', to: 'x' })).toBe(403);
  expect(await command('operator', silence)).toBe(404);
  expect(await command('operator', { command: 'assign', to: 'Crew 4' })).toBe(404);
  expect(await command('analyst', { command: 'acknowledge' })).toBe(403);
});

test('the live socket opens for every role and from our own pages, for nobody else', async () => {
  for (const role of ROLES) {
    const socket = await person(role).live();
    expect(await socket.next('welcome')).toMatchObject({ protocol: 1 });
    socket.socket.close();
  }
  await expect(person('anonymous').live()).rejects.toThrow('401');
  await expect(person('crew').live({ origin: 'https://evil.example' })).rejects.toThrow('403');
  await expect(person('crew').live({ path: '/api/other' })).rejects.toThrow('404');
});

test('a scraper reads the metrics with its token and nothing else', async () => {
  const scraper = new Browser(api.url);
  const metrics = await scraper.get('/metrics', { authorization: 'Bearer scrape-me' });
  expect(metrics.headers.get('content-type')).toContain('text/plain');
  expect(metrics.body).toContain('citywatch_live_clients');
  expect((await scraper.get('/metrics', { authorization: 'Bearer wrong' })).status).toBe(401);
  expect((await scraper.get('/api/things', { authorization: 'Bearer scrape-me' })).status).toBe(401);
});

describe('answers that are no success', () => {
  it.each([
    ['GET', '/api/nothing', undefined, 404],
    ['POST', '/api/session', '{"name":', 400],
    ['POST', '/api/session', { name: 'x' }, 400],
    ['POST', '/api/session', { name: 'x', password: 'y'.repeat(70_000) }, 413],
    ['GET', '/api/anomalies?from=yesterday&to=1', undefined, 400],
    ['GET', '/api/anomalies?from=0&to=1&limit=1001', undefined, 400],
    ['GET', '/api/incidents?limit=0', undefined, 400],
    ['GET', '/api/incidents?colour=red', undefined, 400],
    ['GET', '/api/datastreams/latest?bounds=1,2,3', undefined, 400],
    ['GET', '/api/datastreams/latest?properties=mood', undefined, 400],
    ['GET', '/api/datastreams/0/history?from=0&to=1', undefined, 400],
    ['GET', '/api/things/%00', undefined, 400],
    ['GET', '/api/things/%ZZ', undefined, 400],
  ])('%s %s', async (method, path, body, status) => {
    const answer = await person('administrator').request(method, path, body);
    expect(answer.status).toBe(status);
    expect(Object.keys(answer.body as object)).toEqual(['error', 'detail']);
    expect(JSON.stringify(answer.body)).not.toMatch(/node_modules|\.ts:|\.js:|at Object/);
  });
});
