import { CreateUserRequest, EnrolRequest, IncidentCommand, SignInRequest } from './http.js';
import { BacktestRequest } from './trust.js';

test('nobody can be called as the system signs what it does itself', () => {
  const enrol = (name: string) => EnrolRequest.safeParse({ token: 'x'.repeat(20), name, password: 'correct horse' });
  const create = (name: string) => CreateUserRequest.safeParse({ name, role: 'operator' });
  for (const name of ['system', ' System ']) {
    expect(create(name).error?.issues[0]).toMatchObject({ path: ['name'], message: expect.stringMatching(/another/) });
    expect(enrol(name).success).toBe(false);
  }
  expect([create('Systems').success, enrol('Systems').success]).toEqual([true, true]);
  // Who was called so before may still come in.
  expect(SignInRequest.safeParse({ name: 'system', password: 'x' }).success).toBe(true);
});

describe('what a client writes in a command', () => {
  const acknowledge = { command: 'acknowledge', revision: 1 };

  test.each([0, 2 ** 31 - 1])('revision %d can be', (revision) => {
    expect(IncidentCommand.safeParse({ ...acknowledge, revision }).success).toBe(true);
  });

  test.each([-1, 2 ** 31, 1.5, Number.MAX_SAFE_INTEGER])('revision %d can be of no incident', (revision) => {
    expect(IncidentCommand.safeParse({ ...acknowledge, revision }).error?.issues[0].path).toEqual(['revision']);
  });

  test('a field that the command does not have is told, not lost', () => {
    const { error } = IncidentCommand.safeParse({ ...acknowledge, note: 'on my way' });
    expect(error?.issues[0].message).toMatch(/note/);
    expect(BacktestRequest.safeParse({ from: 0, to: 1, domain: ['grid'] }).error?.message).toMatch(/"domain"/);
  });

  test.each(['', '\u0000', '\ud800', 'x'.repeat(129)])('%j is no incident to merge with', (other) => {
    const merge = { command: 'merge', revision: 1, other, otherRevision: 1 };
    expect(IncidentCommand.safeParse(merge).error?.issues[0].path).toEqual(['other']);
  });
});
