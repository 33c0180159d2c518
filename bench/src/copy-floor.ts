import { OBSERVED_PROPERTIES, parseReport } from '@citywatch/contracts';
import { copyBuffer, type Pool } from '@citywatch/timescale';
import type { SampleMessage } from './messages.js';
import type { BenchServices } from './services.js';

const COLUMNS = 'datastream_id, phenomenon_time, result, sequence, quality, received_at';

/** Id of each Datastream, by "thing/property". */
export async function datastreamIds(pool: Pool): Promise<Map<string, number>> {
  const { rows } = await pool.query<{ id: number; name: string }>(
    `select id, thing_id || '/' || property as name from datastream`,
  );
  return new Map(rows.map(({ id, name }) => [name, id]));
}

/** The same rows as COPY text, ready-made, in parts of `size` rows. */
export function textParts(
  count: number,
  message: (index: number) => SampleMessage,
  ids: ReadonlyMap<string, number>,
  size: number,
): Buffer[] {
  const received = new Date().toISOString();
  const parts: Buffer[] = [];
  let lines: string[] = [];
  for (let i = 0; i < count; i++) {
    const { domain, value } = message(i);
    const parsed = parseReport(domain, value);
    if (!parsed.ok) throw new Error(parsed.detail);
    const { thing, phenomenonTime, sequence, properties, results, qualities } = parsed.report;
    const time = new Date(phenomenonTime).toISOString();
    for (let k = 0; k < results.length; k++) {
      const id = ids.get(`${thing}/${OBSERVED_PROPERTIES[properties[k]].id}`);
      if (id === undefined) throw new Error(`${thing} has no Datastream yet`);
      lines.push(`${id}\t${time}\t${results[k]}\t${sequence}\t${qualities[k]}\t${received}\n`);
      if (lines.length === size) {
        parts.push(Buffer.from(lines.join('')));
        lines = [];
      }
    }
  }
  if (lines.length > 0) parts.push(Buffer.from(lines.join('')));
  return parts;
}

/** Rows a second of COPY text from one client over loopback, each part its own transaction. */
export async function measureLoopbackCopy(
  { pool }: BenchServices,
  parts: readonly Buffer[],
  rows: number,
): Promise<number> {
  const client = await pool.connect();
  try {
    const begin = performance.now();
    for (const part of parts) await copyBuffer(client, `copy observation (${COLUMNS}) from stdin`, part);
    return (rows / (performance.now() - begin)) * 1000;
  } finally {
    client.release();
  }
}

/** Rows a second of the server's own COPY FROM a file of the rows that are in the table now, in one transaction. */
export async function measureServerCopy({ pool }: BenchServices, empty: () => Promise<void>): Promise<number> {
  const file = '/tmp/citywatch-bench.copy';
  const { rowCount } = await pool.query(
    `copy (select ${COLUMNS} from observation order by received_at, phenomenon_time) to '${file}'`,
  );
  await empty();
  const begin = performance.now();
  await pool.query(`copy observation (${COLUMNS}) from '${file}'`);
  return ((rowCount ?? 0) / (performance.now() - begin)) * 1000;
}
