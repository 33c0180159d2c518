import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { ValueStore } from '../live/value-store';
import { Dialog } from '../ui/Dialog';
import { Segments } from '../ui/Segments';
import { setSingleKeys, useShortcut, useSingleKeys } from './use-shortcut.hook';

const KEYS = [
  ['help', ['?']],
  ['search', ['Ctrl K']],
  ['next', ['J', 'K']],
  ['open', ['Enter']],
  ['acknowledge', ['A']],
  ['assign', ['S']],
  ['silence', ['M']],
  ['fly', ['F']],
  ['severity', ['1', '2', '3', '4']],
  ['domain', ['T', 'Q', 'G']],
  ['list', ['V']],
  ['back', ['Esc']],
] as const;

/** Whether the help shows; the person's menu opens it too. */
export const keyboardHelp = new ValueStore(false);

/** The keys, and the way to turn single ones off. Opens with "?". */
export function KeyboardHelp() {
  const { t } = useTranslation();
  const open = useSyncExternalStore(keyboardHelp.subscribe, keyboardHelp.get);
  const on = useSingleKeys();
  useShortcut('?', () => keyboardHelp.set(true));
  return (
    <Dialog open={open} onClose={() => keyboardHelp.set(false)} title={t('shell.help.title')}>
      <dl className="keys">
        {KEYS.map(([what, keys]) => (
          <div key={what}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{t(`shell.help.keys.${what}`)}</dd>
          </div>
        ))}
      </dl>
      <Segments
        label={t('shell.person.shortcuts')}
        value={on ? 'on' : 'off'}
        onChange={(value) => setSingleKeys(value === 'on')}
        segments={[
          { value: 'on', label: t('shell.help.on') },
          { value: 'off', label: t('shell.help.off') },
        ]}
      />
    </Dialog>
  );
}
