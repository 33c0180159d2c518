/** The shape of a catalogue: the same keys with other words. A missing or an extra key is a type error. */
export type Catalogue<T> = { readonly [K in keyof T]: T[K] extends string ? string : Catalogue<T[K]> };
