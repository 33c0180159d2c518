import { parseOptions } from './arguments.js';
import { UserError } from './user-error.js';

export const serviceModes = ['auto', 'local', 'docker', 'external'] as const;
export type ServiceMode = (typeof serviceModes)[number];

export interface StartOptions {
  simulator: boolean;
  /** Number of simulated sensors; absent: the simulator's own default. */
  sensors?: number;
  seed?: number;
  /** CSV files to replay. */
  replay: string[];
  port?: number;
  reset: boolean;
  services: ServiceMode;
  help: boolean;
}

export const startHelp = `npm start -- [options]     run Citywatch; Ctrl-C ends everything that it started

  --sensors N        sensors of the simulated city, 1 to 100000 (default 1000)
  --seed N           another city: every whole number from 0 gives its own, always the same
  --no-simulator     no simulated city: only what you send to Kafka
  --replay FILE…     replay CSV files, shifted so that they end now (npm run replay -- --help tells more)
  --port N           port of the dashboard and the API (default 8080, or CITYWATCH_PORT)
  --reset            drop all stored data of this clone first
  --services MODE    where Kafka and TimescaleDB come from:
                       auto      KAFKA_BROKERS and DATABASE_URL where set, else local, else docker (default)
                       local     provided under .local/, without Docker
                       docker    containers of docker-compose.yml
                       external  only KAFKA_BROKERS and DATABASE_URL
  --help             this text

Other settings are environment variables or lines of .env; .env.example lists them.
`;

function parseWhole(name: string, text: string | undefined, min: number, max: number): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (text.trim() === '' || !Number.isInteger(number) || number < min || number > max)
    throw new UserError(`--${name} is "${text}": it must be a whole number from ${min} to ${max}.`);
  return number;
}

/** @throws UserError that names the option that is unknown or wrong */
export function parseStartOptions(args: string[]): StartOptions {
  const { values, positionals } = parseOptions('start', args, {
    allowPositionals: true,
    allowNegative: true,
    options: {
      simulator: { type: 'boolean', default: true },
      sensors: { type: 'string' },
      seed: { type: 'string' },
      replay: { type: 'string', multiple: true, default: [] as string[] },
      port: { type: 'string' },
      reset: { type: 'boolean', default: false },
      services: { type: 'string', default: 'auto' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const services = serviceModes.find((mode) => mode === values.services);
  if (!services)
    throw new UserError(`--services is "${values.services}": it must be one of ${serviceModes.join(', ')}.`);
  // `--replay a.csv b.csv`: the files after the first arrive as positionals.
  if (positionals.length && !values.replay.length)
    throw new UserError(`"${positionals[0]}" is no option.`, '`npm start -- --help` lists the options.');
  return {
    simulator: values.simulator,
    sensors: parseWhole('sensors', values.sensors, 1, 100_000),
    seed: parseWhole('seed', values.seed, 0, 0xffff_ffff),
    replay: [...values.replay, ...positionals],
    port: parseWhole('port', values.port, 1, 65_535),
    reset: values.reset,
    services,
    help: values.help,
  };
}
