import 'reflect-metadata';
import { parseDetectorConfig } from './detection/config.js';
import { DetectorModule } from './detection/detector.module.js';
import { runProcess } from './detection/run-process.service.js';

await runProcess(
  'detector',
  () => parseDetectorConfig(process.env),
  (config) => DetectorModule.with(config),
);
