import type { HistoryAnswer } from '@citywatch/contracts';
import { createFormat } from '../format/format';
import { buildModel, decimalsFor, magnitude, withUnit } from './model';

const format = createFormat({ language: 'en', timeZone: 'America/Chicago', units: 'us', t: (key) => key });
const history = (property: string, values: readonly number[]): HistoryAnswer => ({
  datastream: 1,
  thing: 't',
  property,
  unit: '',
  from: 0,
  to: values.length * 60_000,
  resolution: '1m',
  readings: values.length,
  points: values.map((value, i) => [i * 60_000, value, value, value, 2]),
  expected: [],
  anomalies: [],
});

describe('chart model', () => {
  it('is in the city’s units', () => {
    const model = buildModel(history('speed', [32.18688, 48.28032]), undefined, format, 300);
    expect(model.scale.unit).toBe('mph');
    expect(model.rows[0].mean).toBeCloseTo(20, 3);
    expect(model.figure(20)).toBe('20.0 mph');
  });

  it('uses one scale for the whole chart, by its largest value', () => {
    const model = buildModel(history('voltage', [12_470, 90]), undefined, format, 300);
    expect(model.scale.unit).toBe('kV');
    expect(magnitude(model.history)).toBe(12_470);
  });

  it('gives all ticks the decimals of the finest', () => {
    const { axis, tick } = buildModel(history('voltage', [12_300, 12_600]), undefined, format, 150);
    const decimals = axis.ticks.map((value) => tick(value).split('.')[1]?.length ?? 0);
    expect(decimals[0]).toBeGreaterThan(0);
    expect(new Set(decimals).size).toBe(1);
  });

  it('gives a difference a sign only where it shows', () => {
    const { signed } = buildModel(history('speed', [10, 20]), undefined, format, 300);
    expect([signed(2.44), signed(-0.3), signed(0.01), signed(-0.01)]).toEqual(['+2.4', '−0.3', '0.0', '0.0']);
  });

  it('writes percent against the figure and other units apart', () => {
    expect(withUnit('27', format.scale('occupancy'))).toBe('27%');
    expect(withUnit('27', format.scale('pm25'))).toBe('27 µg/m³');
    expect(decimalsFor(format.scale('flow'), 1_283)).toBe(0);
  });
});
