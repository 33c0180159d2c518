import i18next from 'i18next';
import { en } from '../i18n/en';
import { zh } from '../i18n/zh';
import { signsOf, whySentence, type WhySentence, type WhyWords } from './why-words';

const words = (language: 'en' | 'zh'): WhyWords => {
  const i18n = i18next.createInstance();
  void i18n.init({
    lng: language,
    initAsync: false,
    resources: { en: { translation: en }, zh: { translation: zh } },
    interpolation: { escapeValue: false },
  });
  return i18n.t as unknown as WhyWords;
};
const reason = { code: 'below-expected', params: { property: 'speed', observed: 14, low: 40, high: 60 } };
const say = (over: Partial<WhySentence>, language: 'en' | 'zh' = 'en') =>
  whySentence({
    anomaly: { reason },
    rarity: null,
    language,
    units: 'si',
    t: words(language),
    count: (value) => value.toLocaleString('en-US'),
    ...over,
  });

describe('whySentence', () => {
  it('says what was seen where nothing else is known', () => {
    expect(say({})).toBe('Speed 14 km/h, expected 40–60 km/h.');
  });

  it('adds rarity, rank and neighbours', () => {
    const why = { channels: [], rank: { place: 3, days: 28 }, neighbours: { agreeing: 3, asked: 4 } };
    const all = { anomaly: { reason, why }, rarity: { kind: 'period', unit: 'months', count: 3 } } as const;
    expect(say(all)).toBe(
      'Speed 14 km/h, expected 40–60 km/h: about once in 3 months for this sensor, its third largest deviation in 28 days; 3 of 4 neighbours agree.',
    );
    expect(say(all, 'zh')).toBe(
      '车速 14 km/h，预期 40–60 km/h：对此传感器约 3 个月一次，28 天内第三大偏差；4 个邻近传感器中 3 个一致。',
    );
  });

  it('says one of a unit without a figure, and ranks from fourth to twentieth by number', () => {
    const rank = (place: number) => ({ reason, why: { channels: [], rank: { place, days: 28 }, neighbours: null } });
    expect(say({ rarity: { kind: 'period', unit: 'days', count: 1 } })).toContain('about once a day');
    expect(say({ anomaly: rank(1) })).toContain('its largest deviation in 28 days');
    expect(say({ anomaly: rank(20) })).toContain('its 20th largest');
    expect(say({ anomaly: rank(21) })).toBe('Speed 14 km/h, expected 40–60 km/h.');
  });

  it('says that no neighbour agrees, and nothing where none was asked', () => {
    const why = (agreeing: number, asked: number) => ({ channels: [], rank: null, neighbours: { agreeing, asked } });
    expect(say({ anomaly: { reason, why: why(0, 4) } })).toContain('; none of 4 neighbours agrees.');
    expect(say({ anomaly: { reason, why: why(1, 4) } })).toContain('; 1 of 4 neighbours agrees.');
    expect(say({ anomaly: { reason, why: why(0, 0) } })).not.toContain('neighbour');
    expect(say({ rarity: { kind: 'odds', oneIn: 10_000 } })).toContain(': rarer than 1 in 10,000.');
    expect(say({ rarity: { kind: 'never', years: 10 } })).toContain('less than once in 10 years');
  });
});

describe('signsOf', () => {
  it('takes three at most, strongest first, and leaves out what says nothing', () => {
    const channels = [
      { channel: 'jump', score: 6 },
      { channel: 'drift', score: 3 },
      { channel: 'unheard-of', score: 1.5 },
      { channel: 'spikes', score: 1.1 },
    ];
    const why = { channels, rank: null, neighbours: null };
    expect(signsOf({ why }, 'en').map(({ name, share }) => [name, share])).toEqual([
      ['jump', 1],
      ['drift', 0.5],
      ['unheard-of', 0.25],
    ]);
    expect(signsOf({ why: { ...why, channels: [{ channel: 'jump', score: 0.9 }] } }, 'en')).toEqual([]);
    expect(signsOf({}, 'en')).toEqual([]);
  });
});
