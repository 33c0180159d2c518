import { cookieName, sessionCookie, sessionToken } from './cookie.js';

const token = 'A'.repeat(43);

describe('sessionToken', () => {
  it.each([
    [`citywatch=${token}`, token],
    [`a=b; citywatch=${token} ; c=d`, token],
    [`citywatch=${token}; citywatch=${'B'.repeat(43)}`, token],
    [undefined, null],
    ['', null],
    ['citywatch', null],
    ['citywatch=', null],
    [`xcitywatch=${token}`, null],
    [`citywatch=${token}A`, null],
    [`citywatch=${token.slice(1)}"`, null],
  ])('%s', (header, expected) => expect(sessionToken(header, 'citywatch')).toBe(expected));
});

test('behind TLS the cookie is Secure and bound to the host', () => {
  expect(cookieName(true)).toBe('__Host-citywatch');
  expect(sessionCookie(token, true, 1_999)).toBe(
    `__Host-citywatch=${token}; Path=/; HttpOnly; SameSite=Lax; Max-Age=1; Secure`,
  );
  expect(sessionCookie(token, false, 1_000)).toBe(`citywatch=${token}; Path=/; HttpOnly; SameSite=Lax; Max-Age=1`);
  expect(sessionCookie(null, false, 0)).toBe('citywatch=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0');
});
