import 'reflect-metadata';
import { parsePeersConfig } from './detection/config.js';
import { runProcess } from './detection/run-process.service.js';
import { PeersModule } from './peers/peers.module.js';

await runProcess(
  'peers process',
  () => parsePeersConfig(process.env),
  (config) => PeersModule.with(config),
);
