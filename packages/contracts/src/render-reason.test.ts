import { describe, expect, test } from '@jest/globals';
import { OBSERVED_PROPERTIES } from './observed-property.js';
import { propertyName, renderNote, renderReason, systemNote } from './render-reason.js';
import { REASON_CODES } from './words/catalogue.js';

const joined = {
  code: 'joined-place',
  params: {
    count: 3,
    domain: 'traffic',
    metres: 418,
    seconds: 181,
    followProperty: 'no2',
    followPlace: 'State St',
    followLater: 240,
  },
};

describe('renderReason', () => {
  test('says how far a sensor is from its neighbours: a difference, not a reading', () => {
    const below = { code: 'below-neighbours', params: { property: 'speed', difference: 12.2, count: 4 } };
    expect(renderReason(below, 'en')).toBe('Speed reads 12.2 km/h less than its 4 neighbours expect');
    expect(renderReason(below, 'zh')).toBe('车速比 4 个邻近传感器所预期的低 12.2 km/h');
    const above = { code: 'above-neighbours', params: { property: 'temperature', difference: 5, count: 3 } };
    expect(renderReason(above, 'en', 'us')).toBe('Temperature reads 9 °F more than its 3 neighbours expect');
  });

  test('says why several anomalies are one incident, in both languages', () => {
    expect(renderReason(joined, 'en')).toBe('3 detectors within 420 m in 3 min; NO₂ at State St followed 4 min later');
    expect(renderReason(joined, 'zh')).toBe('3 分钟内，420 m 范围内 3 个检测器异常；4 分钟后 State St 的 NO₂ 随之异常');
  });

  test('converts to the units of the city', () => {
    const reason = {
      code: 'below-expected',
      params: { property: 'speed', observed: 8, expected: 55, low: 44, high: 66 },
    };
    expect(renderReason(reason, 'en')).toBe('Speed 8 km/h, expected 44–66 km/h');
    expect(renderReason(reason, 'en', 'us')).toBe('Speed 5 mph, expected 27–41 mph');
  });

  test('says large voltages and powers in kV and MW, with all that stands beside them', () => {
    const say = (property: string, observed: number, high: number) =>
      renderReason({ code: 'below-expected', params: { property, observed, low: high / 2, high } }, 'en');
    expect(say('voltage', 0, 999)).toBe('Voltage 0 V, expected 500–999 V');
    // Never two units in one sentence: "12 V, expected 12 kV" reads as a slip of the pen.
    expect(say('voltage', 12, 12_470)).toBe('Voltage 0 kV, expected 6.2–12.5 kV');
    expect(say('voltage', 12_470, 900)).toBe('Voltage 12.5 kV, expected 0.5–0.9 kV');
    expect(say('activePower', 0, 999)).toBe('Active power 0 kW, expected 500–999 kW');
    expect(say('activePower', 0, 7_950)).toBe('Active power 0 MW, expected 3.98–7.95 MW');
    expect(say('activePower', 9_999, 37_350_000)).toBe('Active power 10 MW, expected 18,680–37,350 MW');
  });

  test('parts foreign names from Chinese words, and no two Chinese words', () => {
    const say = (code: string, params: Record<string, string | number>) => renderReason({ code, params }, 'zh');
    expect(say('jumped-up', { property: 'pm25', expected: 12, observed: 49 })).toBe(
      'PM2.5 由 12 µg/m³ 骤升至 49 µg/m³',
    );
    expect(say('jumped-up', { property: 'speed', expected: 12, observed: 49 })).toBe('车速由 12 km/h 骤升至 49 km/h');
    expect(say('traffic-slowed', { road: 'Stevenson Expy', direction: 'W' })).toBe('Stevenson Expy 西行车速下降');
    expect(say('traffic-slowed', { road: '中山路', direction: 'W' })).toBe('中山路西行车速下降');
  });

  test('a property within a sentence is written small, but for formulas', () => {
    const title = (property: string) => renderReason({ code: 'grid-unusual', params: { property, place: 'T1' } }, 'en');
    expect([title('activePower'), title('pm25')]).toEqual(['Unusual active power at T1', 'Unusual PM2.5 at T1']);
  });

  test('keeps names as text and never reads a name as a template', () => {
    const reason = { code: 'sensor-silent', params: { place: '<b>{count}</b>' } };
    expect(renderReason(reason, 'en')).toBe('<b>{count}</b> is silent');
  });

  test('a missing parameter leaves no hole', () => {
    expect(renderReason({ code: 'traffic-slowed', params: { road: 'Halsted St' } }, 'en')).toBe(
      'Traffic slowed on Halsted St',
    );
  });

  test('an unknown code is shown as it is', () => {
    expect(renderReason({ code: 'from-the-future', params: {} }, 'en')).toBe('from-the-future');
  });

  test.each(REASON_CODES)('%s has words in both languages that fill completely', (code) => {
    const params = {
      property: 'pm25',
      observed: 90,
      expected: 12,
      low: 5,
      high: 20,
      seconds: 30,
      interval: 10,
      count: 4,
      metres: 1_200,
      road: 'R',
      direction: 'N',
      place: 'P',
      feeder: 'F7',
      operator: 'O',
      domain: 'grid',
    };
    for (const locale of ['en', 'zh'] as const) {
      const text = renderReason({ code, params }, locale);
      expect(text).not.toMatch(/[{}]|undefined|NaN/);
      expect(text.length).toBeGreaterThan(3);
    }
  });

  test('every property has a name in both languages', () => {
    for (const { id } of OBSERVED_PROPERTIES)
      for (const locale of ['en', 'zh'] as const) expect(propertyName(id, locale)).not.toBe(id);
  });
});

describe('renderNote', () => {
  test("says what the system noted and leaves a person's words alone", () => {
    expect(renderNote(systemNote('merged', 12), 'en')).toBe('Joined into INC-12: the same cause.');
    expect(renderNote(systemNote('members-cleared'), 'zh')).toBe('所有读数均已恢复到预期范围。');
    expect(renderNote('@someone look here', 'en')).toBe('@someone look here');
  });
});
