import { waitFor } from './wait-for.js';

describe('waitFor', () => {
  it('returns the first truthy value', async () => {
    let asked = 0;
    expect(await waitFor(() => (++asked === 3 ? 'there' : ''), { what: 'three', interval: 1 })).toBe('there');
    expect(asked).toBe(3);
  });

  it('asks again after an error', async () => {
    let asked = 0;
    const condition = async () => {
      if (++asked < 3) throw new Error('not yet');
      return asked;
    };
    expect(await waitFor(condition, { what: 'three', interval: 1 })).toBe(3);
  });

  it('says what did not happen, and why', async () => {
    const cause = new Error('refused');
    const waiting = waitFor(() => Promise.reject(cause), { what: 'a connection', timeout: 5, interval: 1 });
    await expect(waiting).rejects.toMatchObject({ message: 'Did not happen within 5 ms: a connection', cause });
  });
});
