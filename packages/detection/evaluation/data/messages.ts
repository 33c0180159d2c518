import type { ReportMessage } from '@citywatch/contracts';
import type { Dataset } from '@citywatch/ingest/replay/dataset';

/** A data set as lines of telemetry, as `npm run backtest` reads them: its Things first, then every row in the order of time. */
export function asMessages({ mapping, things, rows }: Dataset): string[] {
  const reports = rows.map(({ thing, time, results }): ReportMessage => ({
    schema: `${mapping.domain}.v1`,
    thing,
    operator: mapping.operator,
    sequence: Math.max(0, Math.floor(time / 1_000)),
    phenomenonTime: new Date(time).toISOString(),
    results: { ...results },
  }));
  return [...things, ...reports].map((message) => JSON.stringify(message));
}
