import { startPrivateServices, waitFor, type PrivateServices } from '@citywatch/testkit';
import { createPool, migrate } from '@citywatch/timescale';
import { startTestApi, type TestApi } from '../../testing/api-harness.js';

let services: PrivateServices;
let api: TestApi;

beforeAll(async () => {
  services = await startPrivateServices();
  await migrate(services.databaseUrl);
  api = await startTestApi({ DATABASE_URL: services.databaseUrl, KAFKA_BROKERS: services.kafkaBrokers.join() });
}, 120_000);
afterAll(async () => {
  await api.stop();
  await services.stop();
}, 120_000);

test('while the database restarts the API says so, and is back by itself, sockets and all', async () => {
  const person = await api.person('operator');
  const socket = await person.live();
  socket.send({ type: 'incidents', after: null });
  expect(await socket.next('incidents')).toMatchObject({ complete: true, incidents: [] });
  const seen = new Set<number>();
  let restarting = true;
  const watching = (async () => {
    while (restarting) {
      const [ready, incidents] = [await person.get('/health/ready'), await person.get('/api/incidents')];
      seen.add(ready.status).add(incidents.status);
      expect((await person.get('/health/live')).status).toBe(200);
      await new Promise(setImmediate);
    }
  })();
  await services.restart('timescaledb', 'immediate');
  await waitFor(() => seen.has(503), { what: 'a request met the restart' });
  await waitFor(async () => (await person.get('/health/ready')).status === 200, { what: 'the API is ready again' });
  restarting = false;
  await watching;
  expect([...seen].sort()).toEqual([200, 503]);
  expect((await person.get('/api/incidents')).status).toBe(200);

  const pool = createPool({ url: services.databaseUrl, max: 1 });
  await pool.query(`
    insert into incident (id, severity, title, reason, started_at, opened_at, first_mover, longitude, latitude, extent_metres, things)
      values ('after', 'major', '{"code":"x","params":{}}', '{"code":"x","params":{}}', now(), now(), 'x', 0, 0, 0, '{}');
    insert into incident_event (incident_id, kind, at, actor, revision) values ('after', 'opened', now(), 'system', 1)`);
  await pool.end();
  expect(await socket.next('incident')).toMatchObject({ incident: { id: 'after' } });
  socket.socket.terminate();
}, 120_000);
