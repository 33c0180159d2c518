import { DOMAINS, SEVERITIES, type Incident } from '@citywatch/contracts';
import { useSession } from '../app/session';
import { useUrlState } from '../app/url-state';
import { useShortcut } from '../app/use-shortcut.hook';
import { useIncidentActs } from '../incident/incident-acts';
import { hideParam, offParam } from '../map/filter-params';
import type { Selection } from '../map/MapCanvas';
import { useLinked, useQueue } from './live-context';

interface LiveKeys {
  readonly selection: Selection;
  readonly select: (selection: Selection) => void;
  readonly onFly: (incident: Incident) => void;
  readonly onList: () => void;
}

/** The keys of the Live screen (ui.md §10). */
export function useLiveKeys({ selection, select, onFly, onList }: LiveKeys): void {
  const queue = useQueue();
  const acts = useIncidentActs();
  const session = useSession();
  const linked = useLinked();
  const list = [...queue.toAcknowledge, ...queue.inHand];
  const at = list.findIndex(({ id }) => id === selection.incident);
  const selected = [...list, ...queue.silenced].find(({ id }) => id === selection.incident);
  const go = (index: number) => list[index] && select({ incident: list[index].id, thing: null });

  useShortcut('j', () => go(at + 1), list.length > 0);
  useShortcut('k', () => go(at < 0 ? 0 : at - 1), list.length > 0);
  // Without a selection A is the first card's, as it says; with one it is only ever that incident's.
  const target = selection.incident === null ? queue.toAcknowledge[0] : selected;
  const canAcknowledge =
    linked && session.may('acknowledge') && target !== undefined && target.times.acknowledgedAt === null;
  useShortcut('a', () => target && void acts.run(target, { command: 'acknowledge' }), canAcknowledge);
  useShortcut('f', () => selected && onFly(selected), selected !== undefined);
  useShortcut('v', onList);
  useShortcut(
    'Escape',
    () =>
      select(
        selection.thing && selection.incident
          ? { incident: selection.incident, thing: null }
          : { incident: null, thing: null },
      ),
    selection.incident !== null || selection.thing !== null,
  );
  useFilterKeys();
}

function useFilterKeys(): void {
  const [hide, setHide] = useUrlState(hideParam);
  const [off, setOff] = useUrlState(offParam);
  const flip = <T>(list: readonly T[], item: T): readonly T[] =>
    list.includes(item) ? list.filter((other) => other !== item) : [...list, item];
  const [info, minor, major, critical] = SEVERITIES;
  useShortcut('1', () => setHide(flip(hide, critical)));
  useShortcut('2', () => setHide(flip(hide, major)));
  useShortcut('3', () => setHide(flip(hide, minor)));
  useShortcut('4', () => setHide(flip(hide, info)));
  const [traffic, air, grid] = DOMAINS;
  useShortcut('t', () => setOff(flip(off, traffic)));
  useShortcut('q', () => setOff(flip(off, air)));
  useShortcut('g', () => setOff(flip(off, grid)));
}
