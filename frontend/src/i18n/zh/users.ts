import type { users as english } from '../en/users';
import type { Catalogue } from '../shape';

export const users: Catalogue<typeof english> = {};
