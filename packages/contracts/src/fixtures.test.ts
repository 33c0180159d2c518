import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DOMAINS } from './domain.js';
import { propertiesOf } from './observed-property.js';
import { parseReport } from './parse-report.js';
import { parseThing } from './parse-thing.js';

// The fixtures are the schemas' examples for whoever writes a producer in another language: they only ever grow.
interface Fixtures<T> {
  readonly valid: readonly ({ readonly name: string; readonly message: string } & T)[];
  readonly invalid: readonly { readonly name: string; readonly message: string; readonly code: string }[];
}
const load = <T>(schema: string): Fixtures<T> =>
  JSON.parse(readFileSync(join(import.meta.dirname, '..', 'fixtures', `${schema}.json`), 'utf8')) as Fixtures<T>;

describe.each(DOMAINS)('golden messages of %s.v1', (domain) => {
  const { valid, invalid } = load<{ report: unknown }>(`${domain}.v1`);

  it.each(valid.map((f) => [f.name, f] as const))('takes: %s', (_, { message, report }) => {
    expect(parseReport(domain, Buffer.from(message))).toEqual({ ok: true, report });
  });

  it.each(invalid.map((f) => [f.name, f] as const))('refuses: %s', (_, { message, code }) => {
    const parsed = parseReport(domain, Buffer.from(message));
    expect(parsed).toEqual({ ok: false, code, detail: expect.stringMatching(/^[^\p{Cc}\p{Cs}]{5,500}$/u) });
  });

  it('hold every property of the schema', () => {
    const [{ message }] = valid;
    const { results } = JSON.parse(message) as { results: Record<string, number> };
    expect(Object.keys(results)).toEqual(propertiesOf(domain).map((p) => p.id));
  });
});

describe('golden messages of thing.v1', () => {
  const { valid, invalid } = load<{ thing: unknown }>('thing.v1');

  it.each(valid.map((f) => [f.name, f] as const))('takes: %s', (_, { message, thing }) => {
    expect(parseThing(Buffer.from(message))).toEqual({ ok: true, thing });
  });

  it.each(invalid.map((f) => [f.name, f] as const))('refuses: %s', (_, { message, code }) => {
    const parsed = parseThing(Buffer.from(message));
    expect(parsed).toEqual({ ok: false, code, detail: expect.stringMatching(/^[^\p{Cc}\p{Cs}]{5,500}$/u) });
  });
});
