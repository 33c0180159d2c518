import { runTool } from './tool.js';

/** `npm run evaluate -- …`: needs no services. */
export const main = (args: string[]): Promise<void> => runTool('packages/detection/evaluation/dist/main.js', args, []);
