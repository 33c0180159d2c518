import { choiceParam, listParam, numberParam, personalParams, textParam, withParams } from './url-state';
import { resolveTheme } from './theme';
import { viewParam } from '../map/filter-params';

describe('parameters', () => {
  it('read only what they know, and write only what is not usual', () => {
    const choice = choiceParam('x', ['a', 'b'], 'a');
    expect([choice.parse('b'), choice.parse('c'), choice.parse(null)]).toEqual(['b', 'a', 'a']);
    expect([choice.print('a'), choice.print('b')]).toEqual([null, 'b']);
    const list = listParam('x', ['a', 'b', 'c']);
    expect(list.parse('c,zzz,a')).toEqual(['a', 'c']);
    expect([list.print([]), list.print(['a', 'c'])]).toEqual([null, 'a,c']);
    expect([textParam('x').print(''), textParam('x').print('y')]).toEqual([null, 'y']);
  });

  it('take numbers within bounds', () => {
    const number = numberParam('x', 0, 10);
    expect(['0', '10', '10.1', '-1', '', ' ', 'abc', null].map((text) => number.parse(text))).toEqual([
      0,
      10,
      null,
      null,
      null,
      null,
      null,
      null,
    ]);
  });

  it('hold a view of the map', () => {
    const view = { latitude: 41.8781, longitude: -87.6298, zoom: 12.3 };
    expect(viewParam.print(view)).toBe('41.87810,-87.62980,12.30');
    expect(viewParam.parse('41.8781,-87.6298,12.3')).toEqual(view);
    expect(['', '1,2', '91,0,3', '1,2,x', '1,2,3,4'].map((text) => viewParam.parse(text))).toEqual([
      null,
      null,
      null,
      null,
      null,
    ]);
  });
});

describe('addresses', () => {
  it('keep what is not changed and stay readable', () => {
    expect(withParams('?a=1&b=2', { b: null, c: 'x,y' })).toBe('?a=1&c=x,y');
    expect(withParams('?a=1', { a: null })).toBe('');
  });

  it('carry only the personal part to another screen', () => {
    expect(personalParams('?theme=light&incident=I&lang=zh')).toBe('?theme=light&lang=zh');
    expect(personalParams('?incident=I')).toBe('');
  });
});

it('draws the theme of the address, then the stored, then the system', () => {
  expect(resolveTheme('light', 'dark', false)).toBe('light');
  expect(resolveTheme('', 'dark', true)).toBe('dark');
  expect(resolveTheme('system', 'dark', true)).toBe('light');
  expect(resolveTheme('', null, false)).toBe('dark');
});
