import type { charts as english } from '../en/charts';
import type { Catalogue } from '../shape';

export const charts: Catalogue<typeof english> = {};
