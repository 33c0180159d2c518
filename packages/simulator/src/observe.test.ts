import { describe, expect, test } from '@jest/globals';
import { parseReport } from '@citywatch/contracts';
import { createCity } from './city.js';
import { createIncident } from './inject.js';
import { observe } from './observe.js';
import { planIncidents } from './plan.js';
import { reportMessage } from './report-message.js';
import type { SimulatedThing } from './simulated-thing.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** A Thursday, in Chicago's winter time. */
const at = (clock: string) => Date.parse(`2026-11-19T${clock}:00-06:00`);
const city = createCity({ seed: 3, sensors: 1000 });
const result = (thing: SimulatedThing, time: number, property: string) =>
  observe(city, thing, time)?.results[property] ?? NaN;
const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const ofKind = <K extends SimulatedThing['kind']>(kind: K) =>
  city.things.filter((t): t is Extract<SimulatedThing, { kind: K }> => t.kind === kind);
const meanOf = (things: readonly SimulatedThing[], time: number, property: string) =>
  mean(things.map((thing) => result(thing, time, property)).filter((value) => !Number.isNaN(value)));

describe('observe', () => {
  test('the same at the same time, in whatever order it is asked', () => {
    const times = Array.from({ length: 50 }, (_, i) => at('06:00') + i * 977_000);
    const incidents = planIncidents(city, times[0], times[49], 100);
    const forwards = times.map((time) => observe(city, city.things[7], time, incidents));
    const again = createCity({ seed: 3, sensors: 1000 });
    const backwards = [...times]
      .reverse()
      .map((time) => observe(again, again.things[7], time, incidents))
      .reverse();
    expect(backwards).toEqual(forwards);
  });

  test('every result through a year is within its plausible range and parses', () => {
    const start = Date.parse('2026-01-01T00:00:00Z');
    const wrong: unknown[] = [];
    for (let i = 0; i < 1500; i++) {
      const time = start + i * 5.83 * HOUR;
      const thing = city.things[(i * 37) % city.things.length];
      const observed = observe(city, thing, time);
      if (!observed) continue;
      const message = reportMessage(thing, observed, time);
      const parsed = parseReport(thing.metadata.domain, Buffer.from(JSON.stringify(message)));
      if (!parsed.ok || parsed.report.qualities.some((quality) => quality !== 0)) wrong.push(message);
    }
    expect(wrong).toEqual([]);
  });

  test('rush hours are slower and fuller than the night; the weekend has no morning rush', () => {
    const roads = ofKind('traffic');
    const saturday = at('07:45') + 2 * 24 * HOUR;
    expect(meanOf(roads, at('07:45'), 'speed')).toBeLessThan(0.9 * meanOf(roads, at('03:00'), 'speed'));
    expect(meanOf(roads, at('17:10'), 'flow')).toBeGreaterThan(6 * meanOf(roads, at('03:00'), 'flow'));
    expect(meanOf(roads, saturday, 'flow')).toBeLessThan(0.5 * meanOf(roads, at('07:45'), 'flow'));
  });

  test('the morning goes into the Loop, the evening out of it', () => {
    const into = ofKind('traffic').filter((t) => t.inbound > 0.8 && t.freeSpeed > 80);
    const outOf = ofKind('traffic').filter((t) => t.inbound < -0.8 && t.freeSpeed > 80);
    expect(meanOf(into, at('07:45'), 'speed')).toBeLessThan(meanOf(outOf, at('07:45'), 'speed') - 5);
    expect(meanOf(outOf, at('17:10'), 'speed')).toBeLessThan(meanOf(into, at('17:10'), 'speed') - 5);
  });

  test('speed, flow and occupancy fit together', () => {
    for (const thing of ofKind('traffic').slice(0, 50)) {
      const { speed, flow, occupancy } = observe(city, thing, at('17:00'))?.results ?? {};
      expect(occupancy).toBeCloseTo(((flow / speed / thing.lanes) * 6.5) / 10, 0);
    }
  });

  test('rush hours follow the clock on the wall over both changes of it', () => {
    const roads = ofKind('traffic').slice(0, 150);
    const busiest = (day: string, offset: string) => {
      const start = Date.parse(`${day}T05:00:00${offset}`);
      const flows = Array.from({ length: 60 }, (_, i) => meanOf(roads, start + i * 5 * MINUTE, 'flow'));
      return flows.indexOf(Math.max(...flows)) * 5;
    };
    // Friday before, Monday after; 8 March and 1 November 2026.
    const before = busiest('2026-03-06', '-06:00');
    expect(Math.abs(busiest('2026-03-09', '-05:00') - before)).toBeLessThan(30);
    expect(Math.abs(busiest('2026-11-02', '-06:00') - busiest('2026-10-30', '-05:00'))).toBeLessThan(30);
  });

  test('NO2 and PM2.5 rise with traffic beside the road, O3 with the sun', () => {
    const roadside = ofKind('air').filter((t) => t.roadside > 0.6);
    const days = Array.from({ length: 8 }, (_, i) => i * 7 * 24 * HOUR);
    const over = (clock: string, property: string) => mean(days.map((d) => meanOf(roadside, at(clock) - d, property)));
    expect(over('17:00', 'no2')).toBeGreaterThan(1.5 * over('03:00', 'no2'));
    expect(over('17:00', 'pm25')).toBeGreaterThan(1.1 * over('03:00', 'pm25'));
    expect(over('12:30', 'o3')).toBeGreaterThan(1.3 * over('06:00', 'o3'));
  });

  test('voltage falls and transformers warm with load', () => {
    const transformers = ofKind('grid').filter((t) => t.role === 'transformer');
    expect(meanOf(transformers, at('18:30'), 'load')).toBeGreaterThan(1.4 * meanOf(transformers, at('03:30'), 'load'));
    expect(meanOf(transformers, at('18:30'), 'voltage')).toBeLessThan(meanOf(transformers, at('03:30'), 'voltage'));
    expect(meanOf(transformers, at('18:30'), 'transformerTemperature')).toBeGreaterThan(
      meanOf(transformers, at('03:30'), 'transformerTemperature') + 8,
    );
  });

  test('frequency is the same all over the city at one time', () => {
    const stations = ofKind('grid').filter((t) => t.role === 'substation');
    const values = stations.map((t) => result(t, at('12:00'), 'frequency'));
    expect(Math.max(...values) - Math.min(...values)).toBeLessThan(0.012);
  });
});

describe('sensor faults', () => {
  const start = at('12:00');
  const thing = city.things[30];
  const fault = (kind: 'stuck' | 'drift' | 'spike' | 'gap' | 'wrong-clock') =>
    createIncident(city, { kind, start, where: thing.metadata.thing, seed: 9 });
  const during = (kind: Parameters<typeof fault>[0]) => {
    const incident = fault(kind);
    const times = Array.from({ length: 60 }, (_, i) => start + i * 20_000);
    return { incident, reports: times.map((time) => observe(city, thing, time, [incident])) };
  };

  test('stuck repeats one report', () => {
    expect(new Set(during('stuck').reports.map((r) => JSON.stringify(r?.results))).size).toBe(1);
  });

  test('gap is silent, and ends', () => {
    const { incident, reports } = during('gap');
    expect(reports.every((r) => r === null)).toBe(true);
    expect(observe(city, thing, incident.end, [incident])).not.toBeNull();
  });

  test('a wrong clock is hours off and says so in no other way', () => {
    const [first] = during('wrong-clock').reports;
    expect(Math.abs((first?.phenomenonTime ?? 0) - start)).toBeGreaterThanOrEqual(3 * HOUR);
    expect(first?.results).toEqual(observe(city, thing, start)?.results);
  });

  test('drift grows, a spike comes and goes', () => {
    const { incident } = during('drift');
    const [property] = incident.truth[0].properties;
    const off = (time: number) =>
      Math.abs((observe(city, thing, time, [incident])?.results[property] ?? 0) / result(thing, time, property) - 1);
    expect(off(incident.end - 1000)).toBeGreaterThan(off(start + 1000) + 0.3);
    const spikes = during('spike').reports.map(
      (r, i) =>
        r?.results[fault('spike').truth[0].properties[0]] !==
        result(thing, start + i * 20_000, fault('spike').truth[0].properties[0]),
    );
    expect(spikes.filter(Boolean).length).toBeGreaterThan(2);
    expect(spikes.filter(Boolean).length).toBeLessThan(30);
  });
});
