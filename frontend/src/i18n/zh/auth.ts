import type { auth as english } from '../en/auth';
import type { Catalogue } from '../shape';

export const auth: Catalogue<typeof english> = {};
