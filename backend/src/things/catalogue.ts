import { createHash } from 'node:crypto';
import type { CatalogueAnswer, CatalogueThing } from '@citywatch/contracts';

export interface CatalogueDatastream {
  readonly id: number;
  readonly property: string;
  readonly thing: CatalogueThing;
}

/** All described Things, with what is looked up in them. */
export interface Catalogue {
  readonly answer: CatalogueAnswer;
  readonly byThing: ReadonlyMap<string, CatalogueThing>;
  readonly byDatastream: ReadonlyMap<number, CatalogueDatastream>;
}

/** The version is a hash of the content: two API instances give the same one, and a restart changes nothing. */
export function makeCatalogue(things: readonly CatalogueThing[]): Catalogue {
  const version = createHash('sha256').update(JSON.stringify(things)).digest('base64url').slice(0, 16);
  const byDatastream = new Map<number, CatalogueDatastream>();
  for (const thing of things)
    for (const { id, property } of thing.datastreams) byDatastream.set(id, { id, property, thing });
  return { answer: { version, things }, byThing: new Map(things.map((thing) => [thing.id, thing])), byDatastream };
}
