import { ApiError, NoAnswerError, onUnauthorised, query, request } from './http';

const answer = (status: number, body: string | null) =>
  new Response(body, { status, headers: { 'content-type': 'application/json' } });
const original = globalThis.fetch;
let asked: { path: string; init: RequestInit } | undefined;
const reply = (make: () => Response | Promise<Response>) => {
  globalThis.fetch = ((path: string, init: RequestInit) => {
    asked = { path, init };
    return Promise.resolve().then(make);
  }) as typeof fetch;
};
afterEach(() => {
  globalThis.fetch = original;
});

it('gives the JSON of a good answer, and undefined of an empty one', async () => {
  reply(() => answer(200, '{"a":1}'));
  await expect(request('/api/x', { method: 'POST', body: { b: 2 } })).resolves.toEqual({ a: 1 });
  expect(asked?.init).toMatchObject({ method: 'POST', body: '{"b":2}', credentials: 'same-origin' });
  reply(() => answer(204, null));
  await expect(request('/api/x')).resolves.toBeUndefined();
});

it('throws what the server said, with the whole answer', async () => {
  reply(() => answer(409, '{"error":"conflict","detail":"changed","incident":{"id":"i"}}'));
  const error = await request('/api/x').catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({ status: 409, code: 'conflict', detail: 'changed', body: { incident: { id: 'i' } } });
});

it('tells no answer from a refusal', async () => {
  reply(() => Promise.reject(new TypeError('failed')));
  await expect(request('/api/x')).rejects.toBeInstanceOf(NoAnswerError);
  // A proxy that stands in for a server that is away answers in HTML.
  reply(() => answer(502, '<html>'));
  await expect(request('/api/x')).rejects.toBeInstanceOf(NoAnswerError);
  reply(() => answer(200, '<html>'));
  await expect(request('/api/x')).rejects.toBeInstanceOf(NoAnswerError);
});

it('calls the listeners at a 401, but not where the caller asked about the session', async () => {
  let told = 0;
  const stop = onUnauthorised(() => (told += 1));
  reply(() => answer(401, '{"error":"unauthenticated","detail":"sign in"}'));
  await expect(request('/api/x', { quiet401: true })).rejects.toMatchObject({ status: 401 });
  expect(told).toBe(0);
  await expect(request('/api/x')).rejects.toMatchObject({ status: 401 });
  stop();
  await expect(request('/api/x')).rejects.toMatchObject({ status: 401 });
  expect(told).toBe(1);
});

it('writes only what is defined into a query', () => {
  expect(query({ a: 1, b: undefined, c: null, d: 'x y' })).toBe('?a=1&d=x+y');
  expect(query({})).toBe('');
});
