import { CHANNELS } from '@citywatch/detection';
import { parseNabFile } from './corpus.js';
import { ALARM, alarmRows, anomalyScores, collect, NAB_LEVELS, scoresOf } from './detect.js';
import { parseResultRows, resultPath, resultRows } from './rows.js';
import { halves, scoreChoice, tune, twoFold } from './two-fold.js';

const ROWS = 1_500;
const PROFILES = {
  standard: { tpWeight: 1, fnWeight: 1, fpWeight: 0.11 },
  reward_low_FP_rate: { tpWeight: 1, fnWeight: 1, fpWeight: 0.22 },
  reward_low_FN_rate: { tpWeight: 1, fnWeight: 2, fpWeight: 0.11 },
};

const stamp = (row: number) =>
  new Date(Date.UTC(2026, 0, 5) + row * 300_000).toISOString().replace('T', ' ').slice(0, 19);

/** A wave with a little unrest, and an outburst in the labelled window. */
function fileOf(path: string, seed: number) {
  const row = (i: number) => {
    const unrest = ((i * 7_919 + seed * 104_729) % 101) / 101;
    const outburst = i >= 1_200 && i < 1_230 ? 60 : 0;
    return `${stamp(i)},${(50 + 10 * Math.sin(i / 46) + 4 * unrest + outburst).toFixed(3)}`;
  };
  const text = `timestamp,value\n${Array.from({ length: ROWS }, (_, i) => row(i)).join('\n')}\n`;
  return parseNabFile(path, text, [[stamp(1_150), `${stamp(1_290)}.000000`]]);
}

describe('parseNabFile', () => {
  it('has the windows as rows', () => {
    const file = fileOf('realTraffic/a.csv', 1);
    expect(file.windows).toEqual([[1_150, 1_290]]);
    expect(file.values).toHaveLength(ROWS);
    expect(file.probation).toBe(225);
  });

  it('names what it cannot understand', () => {
    expect(() => parseNabFile('a/b.csv', 'timestamp,value\n2015-09-08 11:39:00,x\n', [])).toThrow(/a\/b.csv: line 2/);
    expect(() => parseNabFile('a/b.csv', 'timestamp,value\nyesterday,1\n', [])).toThrow(/yesterday/);
    expect(() => parseNabFile('a/b.csv', 'timestamp,value\n', [])).toThrow(/line 2/);
    const window = [['2015-09-08 12:00:00.000000', '2015-09-08 13:00:00.000000']];
    expect(() => parseNabFile('a/b.csv', 'timestamp,value\n2015-09-08 11:39:00,1\n', window)).toThrow(/no row/);
  });
});

describe('the detector on a file', () => {
  const evidence = collect(fileOf('realTraffic/a.csv', 1));
  const scores = scoresOf(evidence);

  it('knows nothing of what comes later: half a file has the same first half', () => {
    const { file } = evidence;
    const half = { ...file, values: file.values.slice(0, 700), times: file.times.slice(0, 700) };
    expect(collect(half).rarities).toEqual(evidence.rarities.slice(0, 700 * CHANNELS.length));
  });

  it('alarms once for the outburst, and its anomaly scores say so at a threshold of a half', () => {
    const rows = alarmRows(scores, evidence.missed, NAB_LEVELS).filter((row) => row >= 225);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toBeGreaterThanOrEqual(1_200);
    expect(rows[0]).toBeLessThan(1_210);
    const anomaly = anomalyScores(scores, rows);
    expect([...anomaly.keys()].filter((row) => anomaly[row] >= ALARM)).toEqual(rows);
    expect(Math.max(...anomaly)).toBeLessThanOrEqual(1);
    expect(Math.min(...anomaly)).toBeGreaterThanOrEqual(0);
  });

  it('writes rows in NAB’s format that read back the same', () => {
    const { file } = evidence;
    const anomaly = anomalyScores(scores, [1_201]);
    const text = resultRows(file, anomaly);
    expect(text.split('\n').slice(0, 2)).toEqual([
      'timestamp,value,anomaly_score,label',
      `${stamp(0)},${file.texts[0]},0,0`,
    ]);
    expect(text.split('\n')[1_151]).toMatch(/,1$/);
    expect(text.split('\n')[1_292]).toMatch(/,0$/);
    expect(parseResultRows(file, text)).toEqual(anomaly);
    expect(resultPath(file.path, 'citywatch')).toBe('realTraffic/citywatch_a.csv');
  });

  it('refuses results of another file', () => {
    const { file } = evidence;
    expect(() => parseResultRows(file, 'timestamp,value,score\n')).toThrow(/no column "anomaly_score"/);
    expect(() => parseResultRows(file, 'timestamp,value,anomaly_score\nx,1,0\n')).toThrow(/1 rows/);
    const broken = resultRows(file, anomalyScores(scores, [])).replace(/,0,0\n/, ',none,0\n');
    expect(() => parseResultRows(file, broken)).toThrow(/line 2/);
  });
});

describe('two folds', () => {
  const files = ['b/1.csv', 'a/2.csv', 'a/1.csv', 'a/3.csv', 'b/2.csv'].map((path, i) => collect(fileOf(path, i)));

  it('halve each category by name', () => {
    const [first, second] = halves(files);
    expect(first.map(({ file }) => file.path)).toEqual(['a/1.csv', 'a/3.csv', 'b/1.csv']);
    expect(second.map(({ file }) => file.path)).toEqual(['a/2.csv', 'b/2.csv']);
  });

  it('choose on one half and score on the other', () => {
    const [first, second] = halves(files);
    const { folds, mean } = twoFold(files, PROFILES, false);
    const choice = tune(first, PROFILES, false);
    expect(folds[0].levels).toEqual(choice.levels);
    expect(folds[0].scores).toEqual(scoreChoice(second, choice, PROFILES));
    expect(folds.map(({ tunedOn, scoredOn }) => [tunedOn, scoredOn])).toEqual([
      [3, 2],
      [2, 3],
    ]);
    expect(mean.standard).toBeGreaterThan(50);
  });

  it('may leave channels out', () => {
    const { channels } = tune(halves(files)[0], PROFILES, true);
    expect(channels.length).toBeGreaterThanOrEqual(3);
  });
});
