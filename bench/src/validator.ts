import { Ajv } from 'ajv';
import * as z from 'zod';
import {
  DOMAINS,
  OBSERVED_PROPERTIES,
  parseIsoTime,
  parseReport,
  propertiesOf,
  propertyIndex,
  type Domain,
} from '@citywatch/contracts';
import { sampleMessage, type SampleMessage } from './messages.js';
import { figure, type Result } from './result.js';

const MESSAGES = 20_000;
const ROUNDS = 40;
const ID = '^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$';
const decoder = new TextDecoder('utf-8', { fatal: true });

/** Takes a message or throws; the number keeps the work from being optimised away. */
type Validator = (message: SampleMessage) => number;

const json = (message: SampleMessage): unknown => JSON.parse(decoder.decode(message.value));

interface Wire {
  phenomenonTime: string;
  results: Record<string, number>;
}

/** What every caller needs after validation, in the same form as parseReport gives it. */
function toColumns({ phenomenonTime, results }: Wire): number {
  const time = parseIsoTime(phenomenonTime);
  if (Number.isNaN(time)) throw new Error('bad time');
  const columns: number[] = [];
  const qualities: number[] = [];
  for (const id in results) {
    const index = propertyIndex(id);
    const [min, max] = OBSERVED_PROPERTIES[index].plausible;
    columns.push(index);
    qualities.push(results[id] < min || results[id] > max ? 1 : 0);
  }
  return columns.length + qualities.length + time;
}

function withZod(): Validator {
  const schemaOf = (domain: Domain) => {
    const numbers = Object.fromEntries(propertiesOf(domain).map(({ id }) => [id, z.number().optional()]));
    const units = Object.fromEntries(propertiesOf(domain).map(({ id, unit }) => [id, z.literal(unit).optional()]));
    const id = z.string().regex(new RegExp(ID));
    return z.strictObject({
      schema: z.literal(`${domain}.v1`),
      thing: id,
      operator: id,
      sequence: z.int().min(0),
      phenomenonTime: z.string().max(35),
      results: z.strictObject(numbers).refine((results) => Object.keys(results).length > 0),
      units: z.strictObject(units).optional(),
      signature: z.string().max(512).optional(),
      keyId: z.string().max(512).optional(),
    });
  };
  const schemas = new Map(DOMAINS.map((domain) => [domain, schemaOf(domain)]));
  return (message) => toColumns(schemas.get(message.domain)?.parse(json(message)) as Wire);
}

function withAjv(): Validator {
  const ajv = new Ajv({ strict: true });
  const schemaOf = (domain: Domain) => ({
    type: 'object',
    additionalProperties: false,
    required: ['schema', 'thing', 'operator', 'sequence', 'phenomenonTime', 'results'],
    properties: {
      schema: { const: `${domain}.v1` },
      thing: { type: 'string', pattern: ID },
      operator: { type: 'string', pattern: ID },
      sequence: { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
      phenomenonTime: { type: 'string', maxLength: 35 },
      results: {
        type: 'object',
        additionalProperties: false,
        minProperties: 1,
        properties: Object.fromEntries(propertiesOf(domain).map(({ id }) => [id, { type: 'number' }])),
      },
      units: {
        type: 'object',
        additionalProperties: false,
        properties: Object.fromEntries(propertiesOf(domain).map(({ id, unit }) => [id, { const: unit }])),
      },
      signature: { type: 'string', maxLength: 512 },
      keyId: { type: 'string', maxLength: 512 },
    },
  });
  const compiled = new Map(DOMAINS.map((domain) => [domain, ajv.compile<Wire>(schemaOf(domain))]));
  return (message) => {
    const value = json(message);
    const validate = compiled.get(message.domain);
    if (!validate?.(value)) throw new Error('refused');
    return toColumns(value);
  };
}

const byHand: Validator = (message) => {
  const parsed = parseReport(message.domain, message.value);
  if (!parsed.ok) throw new Error(parsed.detail);
  return parsed.report.phenomenonTime;
};

/** Validators of the hot path on the same messages, turn by turn so that other work hits all alike. */
export async function benchValidator(): Promise<Result> {
  const messages = Array.from({ length: MESSAGES }, (_, i) => sampleMessage(i, 3_000, Date.UTC(2026, 10, 25), 5_000));
  const validators: [name: string, run: Validator][] = [
    ['JSON.parse alone (the floor)', (message) => (json(message) as { sequence: number }).sequence],
    ['parseReport, by hand', byHand],
    ['ajv 8, compiled', withAjv()],
    ['zod 4', withZod()],
  ];
  const times = validators.map((): number[] => []);
  for (let round = -3; round < ROUNDS; round++)
    validators.forEach(([, run], which) => {
      const before = process.cpuUsage();
      let sum = 0;
      for (const message of messages) sum += run(message);
      const { user, system } = process.cpuUsage(before);
      const micros = (user + system) / messages.length;
      if (!Number.isFinite(sum)) throw new Error('a validator returned no number');
      // The first rounds only warm up.
      if (round >= 0) times[which].push(micros);
    });
  // The least of many rounds: whatever else the machine does only adds to it.
  const least = times.map((rounds) => Math.min(...rounds));
  const bytes = messages.reduce((total, { value }) => total + value.length, 0) / messages.length;
  return {
    name: 'validator',
    method: `${MESSAGES.toLocaleString('en-US')} telemetry messages of the three schemas (${Math.round(bytes)} bytes on average), bytes to checked columns; CPU time, the least of ${ROUNDS} rounds, the validators in turn. The ratio is to JSON.parse alone.`,
    figures: validators.flatMap(([name], which) => [
      figure(name, least[which], 'µs/message'),
      ...(which > 0 ? [figure(`${name}: ratio`, least[which] / least[0], '×')] : []),
    ]),
  };
}
