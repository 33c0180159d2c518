import { keptAnswer } from './kept-answer.js';

test('asks once until the answer is too old', async () => {
  const asked: number[] = [];
  const answer = keptAnswer(2_000, (now) => Promise.resolve(asked.push(now)));
  expect(await Promise.all([answer(0), answer(1), answer(1_999), answer(2_000), answer(3_999)])).toEqual([
    1, 1, 1, 2, 2,
  ]);
  expect(asked).toEqual([0, 2_000]);
});

test('a failure is told to who asked for it; it takes away no newer answer', async () => {
  const fail: (() => void)[] = [];
  const answer = keptAnswer(1_000, (now) =>
    now < 1_000 ? new Promise<number>((_, reject) => fail.push(() => reject(new Error('away')))) : Promise.resolve(now),
  );
  const [first, second] = [answer(0), answer(1)];
  const third = answer(1_000);
  fail[0]();
  await expect(first).rejects.toThrow('away');
  await expect(second).rejects.toThrow('away');
  expect(await third).toBe(1_000);
  expect(answer(1_999)).toBe(third);

  const other = keptAnswer(1_000, (now) => (now === 0 ? Promise.reject(new Error('away')) : Promise.resolve(now)));
  await expect(other(0)).rejects.toThrow('away');
  expect(await other(1)).toBe(1);
});
