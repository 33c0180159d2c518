import { runTool } from './tool.js';

/** `npm run train-forecaster -- …`: minutes of one processor, no services. */
export const main = (args: string[]): Promise<void> =>
  runTool('packages/detection/training/dist/main-train.js', args, []);
