import 'reflect-metadata';
import { parseDetectorConfig } from './detection/config.js';
import { DetectorConsumer } from './detection/detector.consumer.js';
import { runProcess } from './detection/run-process.service.js';

await runProcess('detector', () => parseDetectorConfig(process.env), DetectorConsumer);
