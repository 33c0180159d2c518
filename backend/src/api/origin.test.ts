import { originAllowed } from './origin.js';

test.each([
  ['the page itself', 'https://city.example', 'city.example', true, true],
  ['the page itself, with a port', 'http://127.0.0.1:8080', '127.0.0.1:8080', true, true],
  ['another port', 'http://127.0.0.1:9090', '127.0.0.1:8080', true, false],
  ['a host that begins alike', 'https://city.example.evil.example', 'city.example', true, false],
  ['a named origin', 'https://map.example', 'city.example', true, true],
  ['a sandboxed frame', 'null', 'city.example', true, false],
  ['no Origin, with a session', undefined, 'city.example', true, false],
  ['no Origin, no session: no browser', undefined, 'city.example', false, true],
  ['no Host', 'https://city.example', undefined, true, false],
])('%s', (_, origin, host, cookie, expected) =>
  expect(originAllowed(origin, host, cookie, ['https://map.example'])).toBe(expected),
);
