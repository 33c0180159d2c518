import type { Incident } from '@citywatch/contracts';
import { undoOf } from './undo';

const created = { id: 'new', revision: 4 } as Incident;

it('takes back what can be taken back', () => {
  expect(undoOf('pin', undefined)).toEqual({ command: 'unpin' });
  expect(undoOf('unpin', undefined)).toEqual({ command: 'pin' });
  expect(undoOf('split', created)).toEqual({ command: 'merge', other: 'new', otherRevision: 4 });
});

it('knows what cannot', () => {
  expect(undoOf('split', undefined)).toBeUndefined();
  expect(undoOf('merge', undefined)).toBeUndefined();
  expect(undoOf('mark', undefined)).toBeUndefined();
});
