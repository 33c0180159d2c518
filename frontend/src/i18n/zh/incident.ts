import type { incident as english } from '../en/incident';
import type { Catalogue } from '../shape';

export const incident: Catalogue<typeof english> = {};
