import { en } from './en';
import { asLanguage, chooseLanguage } from './language';
import { zh } from './zh';

const flatten = (value: object, at = ''): [string, string][] =>
  Object.entries(value).flatMap(([key, item]) =>
    typeof item === 'string' ? [[`${at}${key}`, item] as [string, string]] : flatten(item as object, `${at}${key}.`),
  );
const placeholders = (text: string) => [...new Set(text.match(/\{\{\w+/g) ?? [])].sort();

describe('catalogues', () => {
  const english = new Map(flatten(en));
  const chinese = new Map(flatten(zh));

  it('have the same keys', () => {
    expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it('have no empty text', () => {
    for (const [key, text] of [...english, ...chinese]) expect([key, text.trim()]).not.toEqual([key, '']);
  });

  it('use the same figures in each text', () => {
    for (const [key, text] of english)
      expect([key, placeholders(chinese.get(key) ?? '')]).toEqual([key, placeholders(text)]);
  });

  it('say what happened without please and exclamation marks', () => {
    for (const [key, text] of english) expect([key, /\bplease\b|!/i.test(text)]).toEqual([key, false]);
  });
});

describe('language', () => {
  it('is that of the address, else the stored, else the browser, else English', () => {
    expect(chooseLanguage('zh', 'en', ['en-US'])).toBe('zh');
    expect(chooseLanguage(null, 'zh', ['en-US'])).toBe('zh');
    expect(chooseLanguage(null, null, ['fr', 'zh-TW', 'en'])).toBe('zh');
    expect(chooseLanguage('xx', null, ['fr'])).toBe('en');
  });

  it('knows regional tags', () => {
    expect(asLanguage('en-GB')).toBe('en');
    expect(asLanguage('english')).toBeNull();
  });
});
