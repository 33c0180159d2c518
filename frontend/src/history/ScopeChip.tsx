import type { CatalogueThing } from '@citywatch/contracts';
import { type KeyboardEvent, useId, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { findScopes, scopeName } from './answer';
import { ChipPopover } from './Chip';
import type { Scope } from './query';

interface ScopeChipProps {
  readonly things: readonly CatalogueThing[];
  readonly scope: Scope;
  readonly onChange: (scope: Scope) => void;
}

/** Longer lists are not read; one types on. */
const MOST_FOUND = 60;

/** Whose readings: type a name, or take the whole city. */
export function ScopeChip({ things, scope, onChange }: ScopeChipProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const choose = (next: Scope) => {
    setOpen(false);
    onChange(next);
  };
  const text = scope.kind === 'all' ? t('history.scope.all') : scopeName(things, scope);
  return (
    <ChipPopover label={t('history.scope.label')} text={text} open={open} onOpen={setOpen}>
      <ScopeSearch things={things} onChoose={choose} />
    </ChipPopover>
  );
}

function ScopeSearch({ things, onChoose }: { things: readonly CatalogueThing[]; onChoose: (scope: Scope) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const list = useId();
  const found = useMemo(() => findScopes(things, text, MOST_FOUND), [things, text]);
  const choices =
    text === '' ? [{ scope: { kind: 'all' } as const, name: '', things: things.length }, ...found] : found;

  const onKey = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      const next = Math.min(choices.length - 1, Math.max(0, active + step));
      setActive(next);
      document.getElementById(`${list}-${next}`)?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter' && choices[active] !== undefined) onChoose(choices[active].scope);
    else return;
    event.preventDefault();
  };

  return (
    <div className="scope-search">
      <input
        className="input"
        role="combobox"
        aria-expanded
        aria-controls={list}
        aria-activedescendant={choices.length > 0 ? `${list}-${active}` : undefined}
        aria-label={t('history.scope.search')}
        placeholder={t('history.scope.search')}
        autoFocus
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setActive(0);
        }}
        onKeyDown={onKey}
      />
      <ul id={list} role="listbox" aria-label={t('history.scope.label')}>
        {choices.map((choice, index) => (
          <li
            key={`${choice.scope.kind}:${'id' in choice.scope ? choice.scope.id : ''}`}
            id={`${list}-${index}`}
            role="option"
            aria-selected={index === active}
            className="menu-item"
            onClick={() => onChoose(choice.scope)}
            onPointerMove={() => setActive(index)}
          >
            <span className="scope-name">{choice.scope.kind === 'all' ? t('history.scope.all') : choice.name}</span>
            <span className="small faint">
              {t(`history.scope.kinds.${choice.scope.kind}`)}
              {choice.scope.kind !== 'thing' && `, ${choice.things}`}
            </span>
          </li>
        ))}
      </ul>
      {choices.length === 0 && <p className="scope-none dim">{t('history.scope.none')}</p>}
    </div>
  );
}
