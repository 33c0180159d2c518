import { parseApiConfig } from './config.js';

const base = { DATABASE_URL: 'postgres://u:p@localhost:5432/c', KAFKA_BROKERS: 'localhost:9092' };

test('defaults: loopback, no secure cookie without TLS, Chicago', () => {
  expect(parseApiConfig(base)).toMatchObject({
    host: '127.0.0.1',
    port: 8080,
    publicUrl: new URL('http://127.0.0.1:8080'),
    session: { secureCookie: false, idleMs: 43_200_000, absoluteMs: 604_800_000, enrolmentMs: 86_400_000 },
    city: { name: 'Chicago', timeZone: 'America/Chicago', units: 'us' },
    live: { tickMs: 250, skipBytes: 65_536, closeBytes: 262_144, slowMs: 15_000, maxPayloadBytes: 65_536 },
  });
});

test('https makes the cookie Secure', () => {
  expect(parseApiConfig({ ...base, PUBLIC_URL: 'https://city.example' }).session.secureCookie).toBe(true);
});

test.each([
  ['API_PORT', '65536'],
  ['API_PORT', '80x'],
  ['PUBLIC_URL', 'city.example'],
  ['PUBLIC_URL', 'ftp://city.example'],
  ['ALLOWED_ORIGINS', 'https://a.example,https://b.example/path'],
  ['CITY_TIME_ZONE', 'Mars/Olympus'],
  ['CITY_UNITS', 'imperial'],
  ['CITY_CENTRE', '1,2,3'],
  ['CITY_BOUNDS', '1,2,3,x'],
  ['SESSION_COOKIE_SECURE', 'yes'],
  ['SESSION_IDLE_MINUTES', '0'],
  ['LIVE_TICK_MS', '19'],
  ['LOG_LEVEL', 'loud'],
  ['KAFKA_BROKERS', 'nowhere'],
  ['DATABASE_URL', ''],
])('refuses %s=%s and names it', (name, value) => {
  expect(() => parseApiConfig({ ...base, [name]: value })).toThrow(name);
});

test('takes values at their limits', () => {
  expect(parseApiConfig({ ...base, API_PORT: '65535', LIVE_TICK_MS: '20', SESSION_IDLE_MINUTES: '1' })).toMatchObject({
    port: 65_535,
    live: { tickMs: 20 },
  });
});
