import type { health as english } from '../en/health';
import type { Catalogue } from '../shape';

export const health: Catalogue<typeof english> = {};
