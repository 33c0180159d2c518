import 'reflect-metadata';
import { parseCorrelatorConfig } from './detection/config.js';
import { runProcess } from './detection/run-process.service.js';
import { CorrelatorModule } from './incidents/correlator.module.js';

await runProcess(
  'correlator',
  () => parseCorrelatorConfig(process.env),
  (config) => CorrelatorModule.with(config),
);
