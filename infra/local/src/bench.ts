import { runTool } from './tool.js';

/** `npm run bench -- …`: it starts Kafka and TimescaleDB of its own where it needs them. */
export const main = (args: string[]): Promise<void> => runTool('bench/dist/main.js', args, []);
