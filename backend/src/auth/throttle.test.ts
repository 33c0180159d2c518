import { Throttle } from './throttle.js';

const limits = { windowMs: 1_000, attempts: 3, attemptsPerAddress: 5 };

describe('Throttle', () => {
  it('takes as many attempts as the limit, then makes wait until the window is over', () => {
    const throttle = new Throttle(limits);
    for (let i = 0; i < 3; i++) {
      expect(throttle.waitMs('Ada', 'a', i)).toBe(0);
      throttle.failed('Ada', 'a', i);
    }
    expect(throttle.waitMs('ada', 'a', 400)).toBe(600);
    expect(throttle.waitMs('Ada', 'a', 1_000)).toBe(0);
  });

  it('does not lock a name out for other addresses, nor an address for other names', () => {
    const throttle = new Throttle(limits);
    for (let i = 0; i < 3; i++) throttle.failed('Ada', 'a', 0);
    expect(throttle.waitMs('Ada', 'b', 1)).toBe(0);
    expect(throttle.waitMs('Bob', 'a', 1)).toBe(0);
  });

  it('stops an address that tries many names, also when one of them succeeds', () => {
    const throttle = new Throttle(limits);
    for (let i = 0; i < 6; i++) throttle.failed(`name ${i}`, 'a', 0);
    throttle.succeeded('name 5', 'a');
    expect(throttle.waitMs('another', 'a', 1)).toBe(999);
  });

  it('does not count right passwords against the address that many people share', () => {
    const throttle = new Throttle(limits);
    for (let i = 0; i < 50; i++) {
      throttle.failed(`name ${i}`, 'office', i);
      throttle.succeeded(`name ${i}`, 'office');
    }
    expect(throttle.waitMs('another', 'office', 60)).toBe(0);
  });

  it('forgives a name after the right password', () => {
    const throttle = new Throttle(limits);
    for (let i = 0; i < 3; i++) throttle.failed('Ada', 'a', 0);
    throttle.succeeded('Ada', 'a');
    expect(throttle.waitMs('Ada', 'a', 1)).toBe(0);
  });
});
