import 'reflect-metadata';
import { parseCorrelatorConfig } from './detection/config.js';
import { runProcess } from './detection/run-process.service.js';
import { CorrelatorService } from './incidents/correlator.service.js';

await runProcess('correlator', () => parseCorrelatorConfig(process.env), CorrelatorService);
