import { ChevronDown } from 'lucide-react';
import { Popover } from 'radix-ui';
import type { ReactNode } from 'react';

export interface ChipSelectProps<T extends string> {
  readonly label: string;
  readonly value: T;
  /** Groups of choices; a group with the name '' has no heading. */
  readonly groups: readonly (readonly [name: string, choices: readonly (readonly [value: T, text: string])[]])[];
  readonly onChange: (value: T) => void;
}

/** A word of the sentence that is one of a few. A native select: each platform's own keys and touch work. */
export function ChipSelect<T extends string>({ label, value, groups, onChange }: ChipSelectProps<T>) {
  const options = (choices: readonly (readonly [T, string])[]) =>
    choices.map(([choice, text]) => (
      <option key={choice} value={choice}>
        {text}
      </option>
    ));
  return (
    <span className="chip">
      <select aria-label={label} value={value} onChange={(event) => onChange(event.target.value as T)}>
        {groups.map(([name, choices]) =>
          name === '' ? (
            options(choices)
          ) : (
            <optgroup key={name} label={name}>
              {options(choices)}
            </optgroup>
          ),
        )}
      </select>
      <ChevronDown size={14} aria-hidden="true" />
    </span>
  );
}

export interface ChipPopoverProps {
  readonly label: string;
  readonly text: ReactNode;
  readonly open: boolean;
  readonly onOpen: (open: boolean) => void;
  readonly children: ReactNode;
}

/** A word of the sentence that needs more room to choose. */
export function ChipPopover({ label, text, open, onOpen, children }: ChipPopoverProps) {
  return (
    <Popover.Root open={open} onOpenChange={onOpen}>
      <Popover.Trigger className="chip chip-button">
        <span className="hidden-text">{label}: </span>
        <span className="chip-text">{text}</span>
        <ChevronDown size={14} aria-hidden="true" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="menu chip-popover"
          align="start"
          sideOffset={4}
          collisionPadding={8}
          aria-label={label}
        >
          {children}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
