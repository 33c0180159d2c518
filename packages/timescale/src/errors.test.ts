import { isDataError, isRetriable, isUniqueViolation, sqlState } from './errors.js';

const withCode = (code: string): Error => Object.assign(new Error('x'), { code });

describe('what may pass by itself', () => {
  it.each([
    '08006',
    '40001',
    '40P01',
    '53100',
    '53300',
    '55P03',
    '57P01',
    '57014',
    '58030',
    'XX000',
    'ECONNREFUSED',
    'ECONNRESET',
    'EPIPE',
  ])('%s may', (code) => expect(isRetriable(withCode(code))).toBe(true));
  it.each(['22003', '23505', '23514', '42P01', '28P01', '0A000', 'ENOENT'])('%s does not', (code) =>
    expect(isRetriable(withCode(code))).toBe(false),
  );
  it.each([
    'Connection terminated unexpectedly',
    'Query read timeout',
    'timeout expired',
    'Client has encountered a connection error and is not queryable',
  ])('"%s" may', (message) => expect(isRetriable(new Error(message))).toBe(true));
  it('several addresses all refused may', () => {
    expect(isRetriable(new AggregateError([withCode('ECONNREFUSED'), withCode('ECONNREFUSED')]))).toBe(true);
    expect(isRetriable(new AggregateError([]))).toBe(false);
  });
  it.each([undefined, null, 'text', 7, new Error('a bug')])('%p does not', (error) =>
    expect(isRetriable(error)).toBe(false),
  );
});

it('tells a doubled row from refused data', () => {
  expect([isUniqueViolation(withCode('23505')), isDataError(withCode('23505'))]).toEqual([true, false]);
  expect([isDataError(withCode('22008')), isDataError(withCode('23514')), isDataError(withCode('42601'))]).toEqual([
    true,
    true,
    false,
  ]);
  expect(sqlState(withCode('EPIPE'))).toBe('EPIPE');
  expect(sqlState(withCode('ECONNRESET'))).toBeUndefined();
});
