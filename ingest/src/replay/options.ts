import { parseArgs } from 'node:util';

export interface ReplayOptions {
  readonly files: readonly string[];
  readonly map?: string;
  /** Times as fast as it happened; Infinity: as fast as Kafka takes it. */
  readonly speed: number;
  /** 'now': shifted so that the last row is sent at its own time; 'none': the data's own dates. */
  readonly shift: 'now' | 'none';
  readonly loop: boolean;
  /** Only so many rows of each file. */
  readonly rows?: number;
  /** Messages a second at most, at speed max. */
  readonly rate: number;
}

export const HELP = `npm run replay -- FILE… [options]     publish CSV files as telemetry

  --map MAPPING.json   how to read them (default: by the file's name; ingest/mappings/README.md)
  --speed X            so many times as fast as it happened, or max (default max)
  --shift now|none     now: shifted so that the end is now; none: at its own dates (default now)
  --rate N             messages a second at most (default 20000)
  --rows N             only the first N rows of each file
  --loop               begin anew at the end; needs --speed X and --shift now
`;

const UNBOUNDED = 1_000_000;

function parseNumber(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= min && value <= max))
    throw new Error(`--${name} is "${text}"; it must be a number from ${min} to ${max}`);
  return value;
}

/** @throws Error that names the option that is unknown or wrong; undefined asks for help */
export function parseReplayOptions(args: readonly string[]): ReplayOptions | undefined {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      map: { type: 'string' },
      speed: { type: 'string', default: 'max' },
      shift: { type: 'string', default: 'now' },
      rate: { type: 'string', default: '20000' },
      rows: { type: 'string' },
      loop: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  if (positionals.length === 0) throw new Error('name at least one CSV file; --help tells more');
  const { shift } = values;
  if (shift !== 'now' && shift !== 'none') throw new Error(`--shift is "${shift}"; it must be now or none`);
  const speed = values.speed === 'max' ? Infinity : parseNumber('speed', values.speed, 0.01, UNBOUNDED);
  if (values.loop && (shift !== 'now' || speed === Infinity)) throw new Error('--loop needs --speed X and --shift now');
  return {
    files: positionals,
    ...(values.map !== undefined && { map: values.map }),
    speed,
    shift,
    loop: values.loop,
    ...(values.rows !== undefined && { rows: Math.floor(parseNumber('rows', values.rows, 1, 1e12)) }),
    rate: parseNumber('rate', values.rate, 1, UNBOUNDED),
  };
}
