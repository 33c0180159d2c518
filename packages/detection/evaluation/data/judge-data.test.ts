import { describe, expect, test } from '@jest/globals';
import type { IncidentLine } from '@citywatch/detection';
import { parseMapping } from '@citywatch/ingest/replay/mapping';
import { readDataset } from '@citywatch/ingest/replay/dataset';
import { DATA_SOURCES, settingsFor } from './data-sets.service.js';
import { judgeData, verdictOf } from './judge-data.js';
import { BEIJING_EVENTS, PJM_EVENTS } from './public-events.js';

const HOUR = 3_600_000;
const at = (hour: number) => new Date(hour * HOUR).toISOString();
const incident = (from: number, to: number | null, severity: IncidentLine['severity']): IncidentLine => ({
  kind: 'incident',
  id: `i${from}`,
  members: [],
  start: at(from),
  end: to === null ? null : at(to),
  severity,
  score: 5,
  reason: `at ${from}`,
});

describe('a public event', () => {
  const event = { name: 'storm', from: at(10), to: at(12), kind: 'surprise', properties: ['activePower'] } as const;

  test('is met by the worst incident that overlaps it', () => {
    const verdict = verdictOf(event, [incident(9, 11, 'minor'), incident(11, 13, 'major')], 0, 100 * HOUR);
    expect(verdict.incident).toEqual({ start: at(11), severity: 'major', reason: 'at 11' });
  });

  test('is not met by one that is only information, or ends before, or begins after', () => {
    const others = [incident(9, 11, 'info'), incident(8, 10, 'major'), incident(12, null, 'major')];
    expect(verdictOf(event, others, 0, 100 * HOUR).incident).toBeNull();
  });

  test('its chance is the share of stretches of its length that meet an incident', () => {
    // Of the stretches of two hours that begin at 0 to 98, those from 49 to 51 overlap 50 to 52 … 9 to 11 in all.
    expect(verdictOf(event, [incident(50, 52, 'minor')], 0, 100 * HOUR).chance).toBeCloseTo(3 / 99);
  });

  test('each is within its data and ends after it began', () => {
    for (const { from, to } of [...BEIJING_EVENTS, ...PJM_EVENTS]) {
      expect(Date.parse(from)).toBeLessThan(Date.parse(to));
      expect(from >= '2016-01-01').toBe(true);
      expect(to <= '2018-01-01T00:00:00-05:00').toBe(true);
    }
  });
});

test('a data set is judged from knowing nothing: two weeks of hours teach, then a fall shows', () => {
  const source = DATA_SOURCES[2];
  const lines = ['datetime_local,load_mw'];
  const first = Date.UTC(2016, 3, 4);
  for (let hour = 0; hour < 24 * 21; hour++) {
    const usual = 30_000 + 4_000 * Math.sin((hour / 12) * Math.PI) + ((hour * 7919) % 300);
    const load = hour >= 24 * 16 + 10 && hour < 24 * 16 + 16 ? 12_000 : usual;
    lines.push(`${new Date(first + hour * HOUR).toISOString().slice(0, 19).replace('T', ' ')},${load}`);
  }
  const mapping = parseMapping(
    JSON.stringify({
      name: 'Load',
      domain: 'grid',
      operator: 'o',
      interval: 3600,
      time: { column: 'datetime_local', zone: 'America/New_York' },
      things: { id: 'area', name: 'Area', longitude: -75, latitude: 40 },
      results: { activePower: { column: 'load_mw', factor: 1000 } },
    }),
  );
  const dataset = readDataset(mapping, { file: 'load.csv', text: lines.join('\n') });
  const fall = {
    name: 'fall',
    from: '2016-04-20T10:00:00-04:00',
    to: '2016-04-20T16:00:00-04:00',
    kind: 'surprise',
    properties: ['activePower'],
  } as const;
  const figures = judgeData(dataset, settingsFor(source), [fall]);
  expect(figures.observations).toBe(24 * 21);
  expect(figures.things).toBe(1);
  expect(figures.weeks).toBeCloseTo(3, 1);
  expect(figures.events[0].incident).not.toBeNull();
  expect(figures.events[0].chance).toBeLessThan(0.2);
  const other = judgeData(dataset, settingsFor(source), [{ ...fall, properties: ['voltage'] }]);
  expect(other.events[0].incident).toBeNull();
});
