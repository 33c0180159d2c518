import type { CatalogueThing, Incident } from '@citywatch/contracts';
import { search } from './search';

const thing = (id: string, name: string) =>
  ({ id, name, operator: 'lakeside', road: null }) as unknown as CatalogueThing;
const things = [thing('t-1', 'Halsted St & 18th'), thing('t-2', 'North Halsted'), thing('t-3', 'Café Place')];
const incidents = [{ id: 'i', number: 2041 } as unknown as Incident];
const titles = () => 'Power lost around Halsted & 18th';
const texts = (query: string) => search(query, incidents, things, titles).map((found) => found.text);

it('finds every word, incidents first, then names that start with it', () => {
  expect(texts('halsted')).toEqual(['Power lost around Halsted & 18th', 'Halsted St & 18th', 'North Halsted']);
  expect(texts('halsted north')).toEqual(['North Halsted']);
});

it('finds numbers, ids, operators and names with accents', () => {
  expect(texts('INC-2041')).toHaveLength(1);
  expect(texts('t-2')).toEqual(['North Halsted']);
  expect(texts('cafe')).toEqual(['Café Place']);
  expect(texts('lakeside')).toHaveLength(3);
});

it('finds nothing for nothing', () => {
  expect(texts('  ')).toEqual([]);
  expect(texts('zzz')).toEqual([]);
});
