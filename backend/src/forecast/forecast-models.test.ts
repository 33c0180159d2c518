import { describe, expect, test } from '@jest/globals';
import { FEATURES, OUTPUTS, ForecastLane, type Forecaster } from '@citywatch/detection';
import { Registry } from 'prom-client';
import { registerForecastMetrics } from './forecast-metrics.js';
import { ForecastModels } from './forecast-models.service.js';

const none = (version: string): Forecaster => ({ version, predict: (_, rows) => new Float32Array(rows * OUTPUTS) });

describe('the models of a process', () => {
  test('none takes part where none is wanted', () => {
    const models = new ForecastModels({ model: null, shadow: null });
    expect(models.settings).toEqual({ live: null, shadow: null });
    expect([models.reports, models.warnings]).toEqual([[], []]);
  });

  test('the committed model loads and forecasts', () => {
    const models = new ForecastModels({ model: 'forecast-1', shadow: null });
    expect(models.warnings).toEqual([]);
    expect(models.reports).toEqual([{ role: 'live', version: 'forecast-1', forecasts: 0, problem: null }]);
    expect(models.settings.live?.model).toBe(1);
    expect(FEATURES).toBe(76);
  });

  test('one that cannot be loaded takes no part, and says why', async () => {
    const models = new ForecastModels({ model: 'forecast-4711', shadow: 'forecast-2' }, (version) => {
      if (version === 'forecast-2') return none(version);
      throw new Error(`There is no forecasting model "${version}"`);
    });
    expect(models.settings.live).toBeNull();
    expect(models.settings.shadow?.pool.model).toBe(2);
    expect(models.warnings).toEqual([
      'the live forecasting model forecast-4711 takes no part: There is no forecasting model "forecast-4711"',
    ]);
    const registry = new Registry();
    registerForecastMetrics(registry, models);
    const text = await registry.metrics();
    expect(text).toContain('citywatch_detector_forecast_up{role="live",version="forecast-4711"} 0');
    expect(text).toContain('citywatch_detector_forecast_up{role="shadow",version="forecast-2"} 1');
  });

  test('a shadow keeps a lane for each state, and counts', async () => {
    const models = new ForecastModels({ model: null, shadow: 'forecast-2' }, none);
    const { shadow } = models.settings;
    const [one, other] = [{}, {}];
    expect(shadow?.laneOf(one)).toBeInstanceOf(ForecastLane);
    expect(shadow?.laneOf(one)).toBe(shadow?.laneOf(one));
    expect(shadow?.laneOf(other)).not.toBe(shadow?.laneOf(one));
    for (const word of ['agreed', 'agreed', 'held-back'] as const) shadow?.said(word);
    const registry = new Registry();
    registerForecastMetrics(registry, models);
    expect(await registry.metrics()).toContain('citywatch_detector_forecast_shadow_words{word="agreed"} 2');
  });
});
