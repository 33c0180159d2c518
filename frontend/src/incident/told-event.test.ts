import { systemNote } from '@citywatch/contracts';
import { isTold } from './told-event';

describe('what an incident’s history tells', () => {
  it('is not each sensor that joined', () => {
    expect(isTold({ kind: 'grew', note: null })).toBe(false);
    expect(isTold({ kind: 'changed', note: null })).toBe(false);
  });

  it('is what was done, and which incident it took in', () => {
    expect(isTold({ kind: 'acknowledged', note: null })).toBe(true);
    expect(isTold({ kind: 'grew', note: systemNote('absorbed', 19) })).toBe(true);
  });
});
