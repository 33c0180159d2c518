import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { foldersOf, loadAll } from '../evaluate.command.js';
import { PROFILES, type Scores } from '../nab/score.js';
import type { Figures } from '../score/figures.js';

const ROOT = join(import.meta.dirname, '..', '..', '..', '..');

/** The figures of all cities of a part, which are committed. */
function all(part: 'cities' | 'network' | 'twins' | 'second-simulator'): Figures {
  const figures = loadAll(foldersOf(ROOT, null).results)[part]?.['all'];
  if (figures === undefined) throw new Error(`results/${part}.json has no figures`);
  return figures;
}

describe('the README of the project tells what the committed results say', () => {
  const lines = readFileSync(join(ROOT, 'README.md'), 'utf8').split('\n');
  const rowOf = (what: string): string => lines.find((line) => line.startsWith(`| ${what}`)) ?? '';
  const percent = (share: number): string => (100 * share).toFixed(1);
  const plain = all('cities');
  const learned = all('network');

  test('of events, false alarms and incidents', () => {
    const { value, low, high } = learned.recall;
    expect(rowOf('events found')).toContain(
      `| ${percent(value)} % (${percent(low)} to ${percent(high)}), half of them within ${learned.delayP50.value.toFixed(1)} min |`,
    );
    const [alarms, alarmsWithout] = [learned, plain].map((figures) => figures.falseAlarms.value.toFixed(3));
    expect(rowOf('false alarms')).toContain(
      `| ${alarms} with the learned forecaster (the default), ${alarmsWithout} without |`,
    );
    const [precise, preciseWithout] = [learned, plain].map((figures) => percent(figures.precisionAboveInfo.value));
    expect(rowOf('incidents above info')).toContain(
      `| ${precise} % with the forecaster, ${preciseWithout} % without |`,
    );
  });

  test('of the second simulator', () => {
    const { recall, falseAlarms, precisionAboveInfo } = all('second-simulator');
    expect(rowOf('the same on cities of a second')).toContain(
      `| ${percent(recall.value)} % found at ${falseAlarms.value.toFixed(3)} false alarms; ${percent(precisionAboveInfo.value)} % of incidents one real event |`,
    );
  });

  test('of two faults at once', () => {
    const { twins } = all('twins');
    const apart = (twins['one each'] ?? 0) + (twins.strayed ?? 0);
    const pairs = Object.values(twins).reduce((sum, count) => sum + count, 0);
    expect(rowOf('two faults')).toContain(`| ${apart} of ${pairs} |`);
  });

  test('of the Numenta benchmark', () => {
    const { nab } = loadAll(foldersOf(ROOT, null).results);
    if (nab === undefined) throw new Error('results/nab.json is missing');
    const three = (scores: Scores): string => PROFILES.map((profile) => scores[profile].toFixed(1)).join(' / ');
    expect(rowOf('Numenta')).toContain(
      `| ${three(nab.fixed)}; channels chosen on the other half of the files: ${three(nab.twoFold.channelsToo.mean)} |`,
    );
  });
});
