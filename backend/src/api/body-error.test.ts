import { bodyError } from './body-error.js';

test.each([
  [413, 'entity.too.large', 'request entity too large', 'too-large', 'body: at most 64 kB'],
  [415, 'charset.unsupported', 'unsupported charset "FOO"', 'not-json', 'body: unsupported charset "FOO"; send'],
  [400, 'entity.parse.failed', 'Unexpected end of JSON input', 'bad-request', 'body: Unexpected end of JSON input'],
])('%d %s is told as an error of the body', (status, type, message, error, detail) => {
  expect(bodyError({ status, type, message })).toMatchObject({
    status,
    error,
    detail: expect.stringContaining(detail) as string,
  });
});

test('what is no fault of the client’s is left to who logs it', () => {
  const ours = new Error('stream encoding should not be set');
  expect(bodyError(ours)).toBe(ours);
});
