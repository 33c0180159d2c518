import type { crew as english } from '../en/crew';
import type { Catalogue } from '../shape';

export const crew: Catalogue<typeof english> = {};
