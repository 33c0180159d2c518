import { join } from 'node:path';
import { parseSettings } from './settings.js';

/** The clone that these commands belong to. */
export const root = join(import.meta.dirname, '..', '..', '..');
export const settings = parseSettings(process.env, root);
