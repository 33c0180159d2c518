import { ToastStore } from './toast';

it('shows the newest three and tells its listeners', () => {
  const store = new ToastStore();
  let told = 0;
  store.subscribe(() => (told += 1));
  const ids = ['a', 'b', 'c', 'd'].map((text) => store.show(text));
  expect(store.list().map((toast) => toast.text)).toEqual(['b', 'c', 'd']);
  store.dismiss(ids[0]);
  expect(told).toBe(4);
  store.dismiss(ids[2]);
  expect(store.list().map((toast) => toast.text)).toEqual(['b', 'd']);
});

it('stays 5 s unless told otherwise: the time to take an act back', () => {
  const store = new ToastStore();
  store.show('a');
  store.show('b', { duration: 1_000 });
  expect(store.list().map((toast) => toast.duration)).toEqual([5_000, 1_000]);
});
