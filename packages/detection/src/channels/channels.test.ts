import { feed, LOCAL_MONDAY, scoresOf, STEP, stream, WEEK_STEPS } from '../testing/channels.js';
import { gauss, seeded } from '../testing/synthetic.js';
import { ChannelBank, type ChannelName } from './bank.js';

const LEARNT = 3 * WEEK_STEPS;
const DAY_STEPS = 288;
/** The rarest that a channel says of a healthy stream in a day after learning stays well under this. */
const LOUD = 3.5;

type Fault = (value: number, step: number, random: () => number) => number;

/** What the channel says most in the day after a fault begins at 07:00, and what without it. */
function loudest(channel: ChannelName, fault: Fault, shape = 'a daily pattern', seed = 11): [number, number] {
  const random = seeded(99);
  const healthy = stream(shape, seed, LEARNT + DAY_STEPS);
  const from = LEARNT + 84;
  const broken = healthy.map((value, i) => (i < from ? value : fault(value, i - from, random)));
  const most = (values: number[]) => Math.max(...feed(new ChannelBank(), values).of(channel).slice(from));
  return [most(broken), most(healthy)];
}

describe('the channels', () => {
  it.each<[ChannelName, string, Fault]>([
    ['level', 'a lasting shift in white noise', (value) => value + 2],
    ['hour-level', 'a shift that the daily course would hide', (value) => value + 8],
    ['hour-level', 'a slow drift', (value, step) => value + step / 8],
    ['hour-deviation', 'one value far off its hour', (value, step) => (step === 5 ? value - 45 : value)],
    ['hour-spread', 'one value far off in its own spread', (value, step) => (step === 40 ? value + 40 : value)],
    ['out-of-range', 'a value beyond all that was seen', (value, step) => (step === 5 ? value + 120 : value)],
    ['variability', 'a stream that falls silent', (value, step) => (step < 1 ? value : 47 + 0.01 * (value - 47))],
    ['forecast-error', 'unrest', (value, step, random) => value + (step < 40 ? 12 * gauss(random) : 0)],
    ['spike-density', 'many spikes in a few hours', (value, step) => value + (step < 96 && step % 4 === 0 ? 30 : 0)],
    ['spike-density-long', 'some spikes all day', (value, step) => value + (step % 5 === 0 ? 30 : 0)],
  ])('%s finds %s', (channel, name, fault) => {
    const [broken, healthy] = loudest(channel, fault, name.includes('white') ? 'white noise' : undefined);
    expect(broken).toBeGreaterThan(LOUD);
    expect(healthy).toBeLessThan(LOUD);
  });

  it.each<[ChannelName, string, Fault]>([
    ['level', 'one wild value', (value, step) => (step === 5 ? value + 12 : value)],
    ['hour-level', 'one spike', (value, step) => (step === 5 ? value + 15 : value)],
    ['variability', 'a small shift', (value) => value + 4],
    ['spike-density', 'a slow drift', (value, step) => value + step / 10],
    ['spike-density-long', 'a lasting shift', (value) => value + 20],
    ['forecast-error', 'a slow drift', (value, step) => value + step / 20],
    ['out-of-range', 'a value within the range at the wrong time', (value, step) => (step === 36 ? 34 : value)],
  ])('%s ignores %s', (channel, _, fault) => {
    expect(loudest(channel, fault)[0]).toBeLessThan(LOUD);
  });

  it('says nothing in the first hours, and nothing of hours in the first days', () => {
    const fed = feed(new ChannelBank(), stream('a daily pattern', 12, 600));
    expect(Math.max(...fed.scores.slice(0, 60))).toBe(0);
    expect(Math.max(...fed.of('hour-spread').slice(0, 500))).toBe(0);
    expect(Math.max(...fed.of('hour-deviation').slice(0, 500))).toBe(0);
  });

  it('makes no alarm of the step at which hours become known, nor of the first value out of range', () => {
    for (const shape of ['a daily pattern', 'white noise'])
      for (let seed = 20; seed < 26; seed++)
        expect(Math.max(...scoresOf(new ChannelBank(), stream(shape, seed, 860)))).toBeLessThan(5);
  });

  it('makes no alarm of a hole, however long', () => {
    const values = stream('a daily pattern', 13, LEARNT + 3 * WEEK_STEPS);
    for (const hole of [5, 50, 500, 2_500]) {
      const fed = feed(new ChannelBank(), values, 0, (i) => i < LEARNT + 40 || i >= LEARNT + 40 + hole);
      expect(Math.max(...fed.scores.slice(LEARNT + 40, LEARNT + 40 + DAY_STEPS))).toBeLessThan(3.8);
    }
  });

  it('does not count what came before a hole as if it had just been', () => {
    const noise = stream('white noise', 14, LEARNT + 100);
    const values = noise.map((value, i) => (i >= LEARNT - 12 && i < LEARNT ? value + 3 : value));
    const said = (missing: number) =>
      feed(new ChannelBank(), values, 0, (i) => i < LEARNT || i >= LEARNT + missing)
        .of('level')
        .at(LEARNT);
    expect(said(0)).toBeGreaterThan(2);
    expect(said(40)).toBe(0);
  });

  it('takes irregular steps as steps', () => {
    const values = stream('white noise', 15, LEARNT);
    const random = seeded(3);
    const bank = new ChannelBank();
    let missed = 0;
    let worst = 0;
    values.forEach((value, i) => {
      const verdict = bank.step(LOCAL_MONDAY + (i + 0.9 * random()) * STEP, 0, value);
      if (i < 600) return;
      missed += verdict.missed;
      worst = Math.max(worst, verdict.score);
    });
    expect(missed).toBe(0);
    expect(worst).toBeLessThan(4.5);
  });
});
