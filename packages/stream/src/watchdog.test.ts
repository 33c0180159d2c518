import { Watchdog } from './watchdog.js';

describe('Watchdog', () => {
  it('gives up at the limit of silent ticks, not before', () => {
    const dog = new Watchdog(3);
    expect([dog.tick(), dog.tick()]).toEqual([false, false]);
    dog.sign();
    expect([dog.tick(), dog.tick(), dog.tick()]).toEqual([false, false, true]);
  });
});
