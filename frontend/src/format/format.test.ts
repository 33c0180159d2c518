import i18next from 'i18next';
import { en } from '../i18n/en';
import type { Language } from '../i18n/language';
import { zh } from '../i18n/zh';
import { createFormat, type Translate } from './format';
import type { Units } from './measure';

const make = (language: Language = 'en', units: Units = 'us') => {
  const i18n = i18next.createInstance();
  void i18n.init({
    lng: language,
    initAsync: false,
    resources: { en: { translation: en }, zh: { translation: zh } },
    interpolation: { escapeValue: false },
  });
  return createFormat({ language, units, timeZone: 'America/Chicago', t: i18n.t as unknown as Translate });
};
const winter = Date.parse('2026-11-19T23:42:08Z');
const summer = Date.parse('2026-07-01T12:00:00Z');

describe('numbers', () => {
  it('have four significant figures, thousands commas and a true minus', () => {
    const f = make();
    expect(f.number(3912.4)).toBe('3,912');
    expect(f.number(-1.23456)).toBe('−1.235');
    expect(f.number(-0.0001, 1)).toBe('0.0');
    expect(f.number(null)).toBe('–');
    expect(f.number(NaN)).toBe('–');
    expect(f.count(123_456)).toBe('123,456');
  });
});

describe('measures', () => {
  it('have the name that sentences use', () => {
    expect([make().property('no2'), make('zh').property('load'), make().property('mood')]).toEqual([
      'NO₂',
      '负载率',
      'mood',
    ]);
  });

  it('are shown in one system of units a city', () => {
    expect(make().measure(30.58, 'speed').text).toBe('19 mph');
    expect(make('en', 'si').measure(30.58, 'speed').text).toBe('31 km/h');
    expect(make().measure(20, 'temperature').text).toBe('68 °F');
    expect(make('en', 'si').measure(-3.25, 'temperature').text).toBe('−3.3 °C');
    expect(make().measure(3_912_000, 'activePower').text).toBe('3,912 MW');
    expect(make().measure(12_400, 'voltage').text).toBe('12.40 kV');
    expect(make().measure(229.6, 'voltage').text).toBe('229.6 V');
    expect(make().measure(40, 'humidity').text).toBe('40%');
    expect(make().measure(null, 'speed').text).toBe('– mph');
  });

  it('put a figure of zero on the scale of its range', () => {
    const f = make();
    expect(f.measure(0, 'voltage', 12_700).text).toBe('0.00 kV');
    expect(f.range(12_200, 12_700, 'voltage').text).toBe('12.20–12.70 kV');
    expect(f.range(10, 10.2, 'speed').text).toBe('6 mph');
  });

  it('give distances in miles or kilometres', () => {
    expect(make().distance(640)).toBe('0.4 mi');
    expect(make().distance(40)).toBe('130 ft');
    expect(make('en', 'si').distance(640)).toBe('640 m');
    expect(make('en', 'si').distance(6_440)).toBe('6.4 km');
  });
});

describe('times', () => {
  it('are in the zone of the city', () => {
    const f = make();
    expect(f.clock(winter)).toBe('17:42:08');
    expect(f.day(winter)).toBe('Thu 19 Nov');
    expect(make('zh').day(winter)).toBe('11月19日周四');
    expect([f.date(winter), make('zh').date(winter)]).toEqual(['19 Nov', '11月19日']);
    expect([f.zone(winter), f.zone(summer)]).toEqual(['CST', 'CDT']);
    expect(f.iso(winter)).toBe('2026-11-19T17:42:08-06:00');
    expect(f.iso(summer)).toBe('2026-07-01T07:00:00-05:00');
  });

  it('say the day where it is not today', () => {
    const f = make();
    expect(f.moment(winter, winter + 3_600_000)).toBe('17:42:08');
    expect(f.moment(winter, winter + 86_400_000)).toBe('Thu 19 Nov 17:42');
    expect(f.minute(winter, winter + 3_600_000)).toBe('17:42');
    expect(f.minute(winter, winter + 86_400_000)).toBe('Thu 19 Nov 17:42');
    const later = Date.parse('2027-01-02T12:00:00Z');
    expect([f.moment(winter, later), f.minute(winter, later)]).toEqual(Array(2).fill('Thu 19 Nov 2026 17:42'));
    expect(make('zh').moment(winter, later)).toBe('2026年11月19日周四 17:42');
  });

  it('give ages as people say them', () => {
    const f = make();
    const s = 1_000;
    expect(f.duration(8 * s)).toBe('8 s');
    expect(f.duration(196 * s)).toBe('3 min 16 s');
    expect(f.duration(60 * s)).toBe('1 min');
    expect(f.duration(600 * s)).toBe('10 min');
    expect(f.duration(72 * 60 * s)).toBe('1 h 12 min');
    expect(f.duration(4 * 3_600 * s)).toBe('4 h');
    expect(f.duration(51 * 3_600 * s)).toBe('2 d 3 h');
    expect(f.duration(48 * 3_600 * s)).toBe('2 d');
    expect(f.duration(247 * 3_600 * s)).toBe('10 d');
    expect(f.duration(-5)).toBe('0 s');
    expect(f.age(winter, winter + 25 * 3_600 * s)).toBe('Thu 19 Nov');
    expect(make('zh').duration(196 * s)).toBe('3 分 16 秒');
  });
});
