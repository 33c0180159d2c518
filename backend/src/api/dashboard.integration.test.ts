import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testConfig } from '@citywatch/testkit';
import { Browser, startTestApi, type TestApi } from '../../testing/api-harness.js';

const folder = mkdtempSync(join(tmpdir(), 'citywatch-dashboard-'));
let api: TestApi;
let browser: Browser;

beforeAll(async () => {
  mkdirSync(join(folder, 'assets'));
  mkdirSync(join(folder, 'basemap'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Citywatch</title>');
  writeFileSync(join(folder, 'assets', 'main-abc123.js'), 'x();');
  writeFileSync(
    join(folder, 'basemap', 'chicago.pmtiles'),
    Buffer.from(Array.from({ length: 1_000 }, (_, i) => i % 256)),
  );
  writeFileSync(join(folder, '.secret'), 'hidden');
  // No database at this address: pages must come all the same.
  api = await startTestApi({
    DATABASE_URL: 'postgres://nobody:x@127.0.0.1:9/none',
    KAFKA_BROKERS: testConfig().kafkaBrokers.join(),
    STATIC_DIR: folder,
  });
  browser = new Browser(api.url);
});
afterAll(async () => {
  await api.stop();
  rmSync(folder, { recursive: true });
});

test.each(['/', '/live', '/history?thing=a', '/health', '/enrol?token=x', '/users/Ada'])(
  '%s is the page, asked for anew each time',
  async (path) => {
    const { status, headers, body } = await browser.get(path);
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-cache']);
    expect(body).toContain('<title>Citywatch</title>');
  },
);

test.each([
  '/assets/gone-123.js',
  '/.secret',
  '/../package.json',
  '/%2e%2e%2fpackage.json',
  '/assets',
  '/api/nothing',
  '/health/live2',
])('%s is not found, or at most the page', async (path) => {
  const { status, body } = await browser.get(path);
  if (status === 200) expect(body).toContain('<title>Citywatch</title>');
  else
    expect([status, body]).toEqual([
      404,
      { error: 'not-found', detail: expect.stringContaining('does not exist') as string },
    ]);
});

test('hashed files stay a year, the basemap comes in ranges', async () => {
  const script = await browser.get('/assets/main-abc123.js');
  expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  const range = await browser.get('/basemap/chicago.pmtiles', { range: 'bytes=10-19' });
  expect([range.status, range.headers.get('content-range')]).toEqual([206, 'bytes 10-19/1000']);
  expect(range.headers.get('content-encoding')).toBeNull();
  const beyond = await browser.get('/basemap/chicago.pmtiles', { range: 'bytes=1000-' });
  expect([beyond.status, beyond.body]).toEqual([416, expect.stringContaining('"bad-request"') as string]);
});

test('every answer forbids what we do not need', async () => {
  for (const path of ['/', '/api/nothing', '/health/live', '/assets/main-abc123.js']) {
    const { headers } = await browser.get(path);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("worker-src 'self' blob:");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-powered-by')).toBeNull();
  }
});

test('without a database: alive, not ready, and asked questions get 503', async () => {
  expect((await browser.get('/health/live')).status).toBe(200);
  expect(await browser.get('/health/ready')).toMatchObject({ status: 503, body: { error: 'not-ready' } });
  expect(await browser.post('/api/session', { name: 'a', password: 'b' })).toMatchObject({
    status: 503,
    body: { error: 'unavailable' },
  });
});
