import { Outage } from './calm-log.js';
import { isRetriable, protocolType, rootCause, StreamError } from './errors.js';

describe('Outage', () => {
  it('says once that it is down and once that it is back', () => {
    const lines: string[] = [];
    let now = 1_000;
    const outage = new Outage(
      (level, message) => level !== 'debug' && lines.push(`${level} ${message}`),
      'Kafka consumer g',
      () => now,
    );
    outage.up();
    outage.down(new Error('wrapped', { cause: new Error('connect ECONNREFUSED') }));
    now = 2_500;
    outage.down(new Error('other'));
    outage.up();
    outage.up();
    expect(lines).toEqual([
      'warn Kafka consumer g: connect ECONNREFUSED; trying again until it works',
      'info Kafka consumer g: works again after 1.5 s',
    ]);
  });
});

describe('errors', () => {
  it('are retriable only where they say so', () => {
    expect(isRetriable(new StreamError('x', 'y', { retriable: true }))).toBe(true);
    expect([new StreamError('x', 'y'), new Error('z'), null, 'text', { retriable: 1 }].map(isRetriable)).toEqual(
      Array(5).fill(false),
    );
  });

  it('give their innermost cause and its name in the protocol', () => {
    const inner = Object.assign(new Error('inner'), { type: 'UNKNOWN_MEMBER_ID' });
    const outer = new Error('outer', { cause: new Error('middle', { cause: inner }) });
    expect(rootCause(outer)).toBe(inner);
    expect(protocolType(outer)).toBe('UNKNOWN_MEMBER_ID');
    expect(protocolType('text')).toBeUndefined();
    expect(rootCause('text').message).toBe('text');
  });
});
