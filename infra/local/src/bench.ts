import { runTool } from './tool.js';

/** `npm run bench -- …`: starts services of its own. */
export const main = (args: string[]): Promise<void> => runTool('bench/dist/main.js', args, []);
