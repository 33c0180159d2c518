import type { history as english } from '../en/history';
import type { Catalogue } from '../shape';

export const history: Catalogue<typeof english> = {};
