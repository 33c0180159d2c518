import { describe, expect, test } from '@jest/globals';
import { DEFAULT_SETTINGS } from '@citywatch/detection';
import { readDataset, type Dataset } from '@citywatch/ingest/replay/dataset';
import { parseMapping } from '@citywatch/ingest/replay/mapping';
import { injectedTable } from '../report/injected-table.js';
import { draws } from './draws.js';
import { corruptionOf, FAULT_KINDS, type FaultKind } from './fault.js';
import { judgeInjected, outcomeOf, type Raised } from './judge-injected.js';
import { asMeters } from './meters.js';
import { inject, placeFaults, type Placement } from './place.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.UTC(2016, 3, 4);
const DAYS = 28;

/** Four weeks of an area's load, every hour. */
function area(): Dataset {
  const lines = ['at,load'];
  for (let hour = 0; hour < 24 * DAYS; hour++) {
    const load = 30_000 + 6_000 * Math.sin((hour / 12) * Math.PI) + ((hour * 7_919) % 300);
    lines.push(`${new Date(START + hour * HOUR).toISOString().slice(0, 19).replace('T', ' ')},${load}`);
  }
  const mapping = {
    name: 'Load',
    files: '^load.csv$',
    domain: 'grid',
    operator: 'test',
    interval: 3600,
    time: { column: 'at', zone: 'UTC' },
    things: { id: 'area', name: 'Area', longitude: 0, latitude: 0 },
    results: { activePower: { column: 'load', factor: 1000 } },
  };
  return readDataset(parseMapping(JSON.stringify(mapping)), { file: 'load.csv', text: lines.join('\n') });
}

const data = asMeters(area());
const placement: Placement = {
  seed: 1,
  each: 2,
  things: data.things.slice(0, 8),
  kinds: FAULT_KINDS.filter((kind) => kind !== 'crash'),
  properties: ['activePower'],
  from: START + 14 * DAY,
  apart: 4,
};

describe('faults put into real data', () => {
  const faults = placeFaults(data, placement);

  test('are the same ones for a seed, others for another', () => {
    const outline = (seed: number) =>
      JSON.stringify(placeFaults(data, { ...placement, seed }).map(({ stretches }) => stretches));
    expect(outline(1)).toBe(JSON.stringify(faults.map(({ stretches }) => stretches)));
    expect(outline(2)).not.toBe(outline(1));
  });

  test('are of every kind, after the learning, on the named Things only and apart from each other', () => {
    expect(new Set(faults.map(({ kind }) => kind))).toEqual(new Set(placement.kinds));
    const stretches = faults.flatMap((fault) => fault.stretches);
    const ids = placement.things.map(({ thing }) => thing);
    expect(stretches.every(({ thing, from }) => ids.includes(thing) && from >= placement.from)).toBe(true);
    for (const one of stretches)
      for (const other of stretches)
        if (one !== other && one.thing === other.thing)
          expect(one.from >= other.to + 4 * HOUR || other.from >= one.to + 4 * HOUR).toBe(true);
  });

  test('change nothing else, and a gap has no rows', () => {
    const after = new Map(inject(data.rows, faults).map((row) => [`${row.thing} ${row.time}`, row]));
    const stretches = faults.flatMap(({ kind, stretches: each }) => each.map((stretch) => ({ ...stretch, kind })));
    for (const row of data.rows) {
      const fault = stretches.find(({ thing, from, to }) => thing === row.thing && row.time >= from && row.time <= to);
      const now = after.get(`${row.thing} ${row.time}`);
      if (fault === undefined) expect(now).toBe(row);
      else if (fault.kind === 'gap') expect(now).toBeUndefined();
      else if (fault.kind === 'feeder-fault') expect(now?.results).toEqual({ activePower: 0 });
    }
  });

  test('a feeder goes dark as a whole', () => {
    const dark = faults.filter(({ kind }) => kind === 'feeder-fault');
    expect(dark.map(({ stretches }) => stretches.length)).toEqual([4, 4]);
  });
});

test('what a sensor cannot say is cut to what it can', () => {
  const series = { before: 100, usual: 400, plausible: [0, 200], decimals: 1 } as const;
  const said = Array.from({ length: 50 }, (_, seed) => corruptionOf('level-shift', series, draws(seed))(100.04, 0));
  expect(new Set(said)).toEqual(new Set([0, 200]));
});

test('the delay of a fault that spreads is from its own beginning, wherever it is seen first', () => {
  const [crashed, behind] = data.things;
  const stretch = { property: 'activePower', from: 0, to: 9 * HOUR, corrupt: () => 0 };
  const fault = {
    kind: 'crash' as const,
    stretches: [
      { ...stretch, thing: crashed.thing },
      { ...stretch, thing: behind.thing, from: 2 * HOUR },
    ],
  };
  const raised = (thing: string, hour: number): Raised => ({
    thing,
    property: 'activePower',
    detector: 'seasonal',
    at: hour * HOUR,
  });
  const delayOf = (...all: Raised[]) => outcomeOf(fault, data.things, all, []).delay;
  expect(delayOf(raised(crashed.thing, 4), raised(behind.thing, 3))).toBe(3 * HOUR);
  expect(delayOf(raised(behind.thing, 1), raised(behind.thing, 11))).toBe(11 * HOUR);
  expect(delayOf(raised(behind.thing, 1), raised(crashed.thing, 12))).toBeNull();
});

test('a fault that anybody would see is found, and its delay is from its beginning', () => {
  const detection = { ...DEFAULT_SETTINGS, offsetAt: () => 0, holidayOn: () => false };
  const only = (kind: FaultKind) => judgeInjected(data, () => ({ detection }), { ...placement, kinds: [kind] }, [1]);
  const dark = only('feeder-fault');
  expect(dark.kinds).toEqual([{ kind: 'feeder-fault', faults: 2, recall: 1, luck: 0, delayP50: 0, delayP90: 0 }]);
  expect(only('gap')).toMatchObject({ recall: 1, missed: [] });
  expect(injectedTable([dark])).toContain('| Load | feeder-fault | 2 | 100.0 % | 0.0 % | 0 / 0 |');
});
