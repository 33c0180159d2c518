import type { Incident } from '@citywatch/contracts';
import { MOST_NEIGHBOURS, neighboursOf } from './nearby';

const incident = (id: string, latitude: number, over: Partial<Incident> = {}, startedAt = 0): Incident =>
  ({
    id,
    centre: { longitude: -87.6, latitude },
    extent: 0,
    times: { startedAt, resolvedAt: null, closedAt: null },
    ...over,
  }) as unknown as Incident;
/** 0.01 degrees of latitude are 1,112 m. */
const STEP = 0.01;

it('lists active ones, nearest first, by the distance between their edges', () => {
  const here = incident('a', 41.8, { extent: 1_000 });
  const found = neighboursOf(here, [
    here,
    incident('far', 41.8 + 3 * STEP),
    incident('wide', 41.8 + 2 * STEP, { extent: 2_000 }),
    incident('touching', 41.8 + STEP, { extent: 4_000 }),
    incident('over', 41.8, { times: { resolvedAt: 5, closedAt: null } as Incident['times'] }),
  ]);
  expect(found.map(({ incident: { id }, metres }) => [id, Math.round(metres)])).toEqual([
    ['touching', 0],
    ['wide', 724],
    ['far', 2836],
  ]);
});

it('breaks a tie by time, and says how much later the other began', () => {
  const found = neighboursOf(incident('a', 41.8, {}, 100), [
    incident('late', 41.8, {}, 400),
    incident('early', 41.8, {}, 60),
  ]);
  expect(found.map(({ incident: { id }, later }) => [id, later])).toEqual([
    ['early', -40],
    ['late', 300],
  ]);
});

it(`gives ${MOST_NEIGHBOURS} at most`, () => {
  const many = Array.from({ length: MOST_NEIGHBOURS + 1 }, (_, i) => incident(`i${i}`, 41.8 + i * STEP));
  expect(neighboursOf(incident('a', 41.8), many)).toHaveLength(MOST_NEIGHBOURS);
});
