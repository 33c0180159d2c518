import { DEFAULT_MAX_MESSAGE_BYTES } from './parse-object.js';
import { parseReport, type ParsedReport } from './parse-report.js';

const bytes = (text: string): Buffer => Buffer.from(text, 'utf8');
const code = (parsed: ParsedReport): string => (parsed.ok ? 'ok' : parsed.code);
const message = (results: string, more = ''): string =>
  `{"schema":"traffic.v1","thing":"t","operator":"o","sequence":1,"phenomenonTime":"2026-11-25T12:00:00Z","results":${results}${more}}`;
const GOOD = message('{"speed":1}');

// The messages of each schema, good and bad, are in fixtures/ (fixtures.test.ts); here is what JSON text cannot hold.
describe('parseReport', () => {
  it('refuses what is empty', () => {
    expect(parseReport('traffic', null)).toMatchObject({ code: 'empty' });
    expect(parseReport('traffic', Buffer.alloc(0))).toMatchObject({ code: 'empty' });
  });

  it('takes a message of the largest size and refuses one byte more', () => {
    const padded = (size: number) => bytes(GOOD.padEnd(size, ' '));
    expect(code(parseReport('traffic', padded(DEFAULT_MAX_MESSAGE_BYTES)))).toBe('ok');
    expect(code(parseReport('traffic', padded(DEFAULT_MAX_MESSAGE_BYTES + 1)))).toBe('too-large');
    expect(code(parseReport('traffic', padded(200), { maxBytes: 200 }))).toBe('ok');
    expect(parseReport('traffic', padded(201), { maxBytes: 200 })).toMatchObject({
      code: 'too-large',
      detail: expect.stringContaining('201 bytes, at most 200'),
    });
  });

  it('refuses bytes that are not UTF-8', () => {
    for (const wrong of [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80]]) {
      const [head, tail] = GOOD.split('"o"');
      const value = Buffer.concat([bytes(`${head}"`), Buffer.from(wrong), bytes(`"${tail}`)]);
      expect(code(parseReport('traffic', value))).toBe('malformed-json');
    }
    expect(code(parseReport('traffic', Buffer.from(GOOD, 'utf16le')))).toBe('malformed-json');
  });

  it('takes plain Uint8Arrays, and a byte order mark', () => {
    expect(code(parseReport('traffic', new Uint8Array(bytes(GOOD))))).toBe('ok');
    expect(code(parseReport('traffic', bytes(`\ufeff${GOOD}`)))).toBe('ok');
  });

  it('never throws, however deep a message nests', () => {
    const depth = 7_000;
    const deep = '['.repeat(depth) + ']'.repeat(depth);
    const nested = '{"a":'.repeat(2_000) + '1' + '}'.repeat(2_000);
    for (const value of [deep, nested])
      for (const text of [value, GOOD.replace('"t"', value), message(value), message(`{"speed":${value}}`)])
        expect(code(parseReport('traffic', bytes(text), { maxBytes: 100_000 }))).not.toBe('ok');
  });

  it('leaves nothing behind of a hostile key', () => {
    parseReport('traffic', bytes(message('{"__proto__":{"polluted":1},"speed":1}')));
    parseReport('traffic', bytes(GOOD.replace('{', '{"__proto__":{"polluted":1},')));
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('keeps numbers at the edges', () => {
    const results = (text: string) => {
      const parsed = parseReport('traffic', bytes(message(`{"speed":${text}}`)));
      return parsed.ok ? parsed.report.results[0] : parsed.code;
    };
    expect(results('1.7976931348623157e308')).toBe(Number.MAX_VALUE);
    expect(results('5e-324')).toBe(5e-324);
    expect(results('0.1')).toBe(0.1);
    expect(results('-0')).toBe(-0);
    expect(results('1e-400')).toBe(0);
    expect(results('1.8e308')).toBe('not-a-number');
    expect(results('-1e400')).toBe('not-a-number');
    for (const text of ['01', '+1', '.5', '1.', '0x10', 'Infinity', 'NaN', "'1'"])
      expect(results(text)).toBe('malformed-json');
  });

  it('flags only what lies outside of the plausible range, for each result by itself', () => {
    const parsed = parseReport('traffic', bytes(message('{"speed":200.01,"flow":0,"occupancy":-0.01}')));
    expect(parsed).toMatchObject({ report: { properties: [0, 1, 2], qualities: [1, 0, 1] } });
  });

  it('takes a signature and a key id at their limits', () => {
    const signed = (signature: string) =>
      code(parseReport('traffic', bytes(message('{"speed":1}', `,"signature":${JSON.stringify(signature)}`))));
    expect(signed('s'.repeat(512))).toBe('ok');
    expect([signed(''), signed('s'.repeat(513)), signed('ü'), signed('a\tb')]).toEqual(Array(4).fill('bad-field'));
  });

  it('says a long or hostile value in few and harmless characters', () => {
    const detail = (text: string) => {
      const parsed = parseReport('traffic', bytes(text));
      return parsed.ok ? '' : parsed.detail;
    };
    expect(detail(GOOD.replace('"t"', JSON.stringify('ö'.repeat(5_000))))).toMatch(/^thing is "ö{78}…; it must be/);
    expect(detail(`{"a":\u0000`)).not.toContain('\u0000');
    expect(detail(GOOD.replace('"o"', '"\\u0000"'))).toContain('operator is "\\u0000"');
    expect(detail(GOOD.replace('"o"', '{"x":1}'))).toContain('operator is an object');
    expect(detail(GOOD.replace('"thing":"t",', ''))).toContain('thing is missing');
    expect(detail(`{"${'😀'.repeat(300)}":1,${GOOD.slice(1)}`)).not.toMatch(/\p{Cs}/u);
  });
});
