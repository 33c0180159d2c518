import 'reflect-metadata';
import { parsePeersConfig } from './detection/config.js';
import { runProcess } from './detection/run-process.service.js';
import { PeersConsumer } from './peers/peers.consumer.js';

await runProcess('peers', () => parsePeersConfig(process.env), PeersConsumer);
