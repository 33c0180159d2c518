import { from as copyFrom } from 'pg-copy-streams';
import { markBroken, type PoolClient } from './pool.js';

/**
 * Sends one buffer through `copy … from stdin`. Throws the database's error; the connection is then closed by
 * `transaction`, for a COPY that was cut leaves the protocol in an unknown state.
 * @param statement the whole COPY statement
 * @param timeoutMs pg has no timeout for streams: a server that vanished would hang us for ever
 */
export async function copyBuffer(
  client: PoolClient,
  statement: string,
  data: Uint8Array,
  timeoutMs = 60_000,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      timer = setTimeout(
        () => reject(new Error(`Query read timeout: COPY not finished after ${timeoutMs} ms`)),
        timeoutMs,
      );
      const lost = (): void => reject(new Error('Connection terminated during COPY'));
      client.once('end', lost);
      const stream = client.query(copyFrom(statement));
      stream.on('error', reject);
      stream.on('finish', () => {
        client.removeListener('end', lost);
        resolve();
      });
      stream.end(data);
    });
  } catch (error) {
    markBroken(client);
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
