import { childRunning, withLiveSystem } from './live-system.js';
import { cpuSeconds, peakMemoryMiB } from './machine.js';
import { figure, type Result } from './result.js';

const REPORTS_PER_SECOND = 1_000;
const CLIENTS = 200;
const SECONDS = 15;

/** What one more open dashboard costs the API: its CPU with many sockets, less its CPU with none, by delivered frame. */
export async function benchFanOut(): Promise<Result> {
  return withLiveSystem(REPORTS_PER_SECOND, async ({ open, publish }) => {
    const api = childRunning('main-api.js');
    let frames = 0;
    let bytes = 0;
    const during = async (): Promise<{ cpu: number; seconds: number }> => {
      const before = cpuSeconds(api);
      const begin = performance.now();
      await publish(SECONDS);
      return { cpu: cpuSeconds(api) - before, seconds: (performance.now() - begin) / 1000 };
    };
    await publish(SECONDS / 3);
    const alone = await during();
    const sockets = [];
    for (let i = 0; i < CLIENTS; i++)
      sockets.push(
        await open((_, size) => {
          frames++;
          bytes += size;
        }),
      );
    frames = bytes = 0;
    const together = await during();
    sockets.forEach((socket) => socket.close());
    return {
      name: 'fan-out',
      method: `${CLIENTS} sockets that see the whole city, ${REPORTS_PER_SECOND.toLocaleString('en-US')} reports a second for ${SECONDS} s. CPU of the API process with them, less its CPU without any.`,
      figures: [
        figure(
          'a delivery',
          ((together.cpu - (alone.cpu * together.seconds) / alone.seconds) / frames) * 1e6,
          'µs of CPU',
        ),
        figure('deliveries', frames / together.seconds, 'per second'),
        figure('bytes of a delivery', bytes / frames, 'bytes'),
        figure('API alone, reading the stream', (alone.cpu / alone.seconds) * 100, '% of a core'),
        figure('API with all sockets', (together.cpu / together.seconds) * 100, '% of a core'),
        figure('peak memory of the API', peakMemoryMiB(api), 'MiB'),
      ],
    };
  });
}
