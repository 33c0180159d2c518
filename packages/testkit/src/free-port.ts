import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below those that the system takes for the near end of connections: such a port may be taken while its server restarts. */
const LEAST_PORT = 20_000;
const MOST_PORT = 32_000;
const ATTEMPTS = 100;

/** A loopback port that is free, and stays so while its server restarts. @throws Error where hardly any is free */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const port = randomInt(LEAST_PORT, MOST_PORT + 1);
    if (await isFree(port)) return port;
  }
  throw new Error(`No free port found from ${LEAST_PORT} to ${MOST_PORT}.`);
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
