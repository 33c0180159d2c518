import type { map as english } from '../en/map';
import type { Catalogue } from '../shape';

export const map: Catalogue<typeof english> = {};
