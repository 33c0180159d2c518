import { withLiveSystem } from './live-system.js';
import { atMost, figure, quantile, type Result } from './result.js';
import { until } from './services.js';

const REPORTS_PER_SECOND = 1_000;
const WARM_SECONDS = 10;
const SECONDS = 30;

/** From a sensor's clock to an open socket, through Kafka and the API, while writer, detector and correlator do their work. */
export async function benchLatency(): Promise<Result> {
  return withLiveSystem(REPORTS_PER_SECOND, async ({ open, publish, things }) => {
    const latencies: number[] = [];
    let from = Infinity;
    const socket = await open(({ serverTime, offsets }) => {
      const now = Date.now();
      for (const offset of offsets) if (serverTime + offset >= from) latencies.push(now - (serverTime + offset));
    });
    await publish(WARM_SECONDS);
    from = Date.now();
    const reports = await publish(SECONDS);
    const expected = reports * things[0].properties.length;
    // The last tick may be on its way; conflated readings never come, so not all of them are waited for.
    await until('the last readings', () => (latencies.length >= expected * 0.95 ? true : undefined), 50, 15_000);
    socket.close();
    return {
      name: 'latency',
      method: `${REPORTS_PER_SECOND.toLocaleString('en-US')} reports a second for ${SECONDS} s, each reading timed from its phenomenonTime to a WebSocket that sees the whole city (deltas leave every 250 ms). The whole system and the client run on this machine.`,
      figures: [
        figure('readings that reached the socket', (latencies.length / expected) * 100, '%'),
        figure('median', quantile(latencies, 0.5), 'ms'),
        figure('p95', quantile(latencies, 0.95), 'ms'),
        atMost('p99', quantile(latencies, 0.99), 'ms', 1_000),
        figure('slowest', quantile(latencies, 1), 'ms'),
      ],
    };
  });
}
