import { Gauge, type Registry } from 'prom-client';
import type { ForecastModels } from './forecast-models.service.js';

/** Shows the models' part in a registry; the figures are taken when somebody asks. */
export function registerForecastMetrics(registry: Registry, models: ForecastModels): void {
  const ofModels = (name: string, help: string, valueOf: (report: ForecastModels['reports'][number]) => number) => {
    const gauge: Gauge<'role' | 'version'> = new Gauge({
      name: `citywatch_detector_forecast_${name}`,
      help,
      labelNames: ['role', 'version'],
      registers: [registry],
      collect: () => {
        for (const report of models.reports) {
          const { role, version } = report;
          gauge.set({ role, version }, valueOf(report));
        }
      },
    });
  };
  ofModels('up', '1 while the forecasting model takes part, 0 where it failed', ({ problem }) =>
    problem === null ? 1 : 0,
  );
  ofModels('rows', 'Forecasts made since the start', ({ forecasts }) => forecasts);
  const words: Gauge<'word'> = new Gauge({
    name: 'citywatch_detector_forecast_shadow_words',
    help: 'What the model in shadow said since the start: of anomalies that were raised, agreed or held-back; alone, where it would have raised one itself',
    labelNames: ['word'],
    registers: [registry],
    collect: () => {
      if (models.settings.shadow === null) return;
      for (const [word, count] of Object.entries(models.shadowWords)) words.set({ word }, count);
    },
  });
}
