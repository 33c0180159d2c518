import { singleFlight } from './single-flight.js';

test('what is asked during a run becomes one more run, and a failed run blocks nothing', async () => {
  const finish: ((error?: Error) => void)[] = [];
  const run = singleFlight(
    () => new Promise<void>((resolve, reject) => finish.push((error) => (error ? reject(error) : resolve()))),
  );
  const first = run();
  const [second, third] = [run(), run()];
  expect(finish).toHaveLength(1);
  finish[0](new Error('away'));
  await expect(first).rejects.toThrow('away');
  expect(second).toBe(third);
  await Promise.resolve();
  await Promise.resolve();
  expect(finish).toHaveLength(2);
  finish[1]();
  await second;
  const fourth = run();
  expect(finish).toHaveLength(3);
  finish[2]();
  await fourth;
});
