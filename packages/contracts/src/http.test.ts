import { CreateUserRequest, EnrolRequest, SignInRequest } from './http.js';

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
