import type { live as english } from '../en/live';
import type { Catalogue } from '../shape';

export const live: Catalogue<typeof english> = {};
