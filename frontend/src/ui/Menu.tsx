import { Check } from 'lucide-react';
import { DropdownMenu as Radix } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';

/** A menu under its button. */
export function Menu({
  trigger,
  children,
  align = 'end',
}: {
  trigger: ReactElement;
  children: ReactNode;
  align?: 'start' | 'end';
}) {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      {/* Inside the top bar's landmark, so that its labels belong to a region of the page; on a bare screen in the body. */}
      <Radix.Portal container={document.querySelector<HTMLElement>('.topbar')}>
        <Radix.Content className="menu" align={align} sideOffset={4} collisionPadding={8}>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export function MenuItem({
  onSelect,
  disabled,
  detail,
  children,
}: {
  onSelect: () => void;
  disabled?: boolean;
  /** What it does, where the name alone does not tell. */
  detail?: string;
  children: ReactNode;
}) {
  return (
    <Radix.Item className="menu-item" onSelect={onSelect} disabled={disabled}>
      <span className="menu-check" />
      {detail === undefined ? (
        children
      ) : (
        <span className="menu-detail">
          {children}
          <small>{detail}</small>
        </span>
      )}
    </Radix.Item>
  );
}

export const MenuLabel = ({ children }: { children: ReactNode }) => (
  <Radix.Label className="menu-label">{children}</Radix.Label>
);
export const MenuLine = () => <Radix.Separator className="menu-line" />;

/** One of a few inside a menu; the menu stays open, so that the change is seen. */
export function MenuChoice<T extends string>({
  value,
  choices,
  onChange,
}: {
  value: T;
  choices: readonly (readonly [value: T, label: string])[];
  onChange: (value: T) => void;
}) {
  return (
    <Radix.RadioGroup value={value} onValueChange={(next) => onChange(next as T)}>
      {choices.map(([choice, label]) => (
        <Radix.RadioItem key={choice} className="menu-item" value={choice} onSelect={(event) => event.preventDefault()}>
          <span className="menu-check">
            <Radix.ItemIndicator>
              <Check size={14} aria-hidden="true" />
            </Radix.ItemIndicator>
          </span>
          {label}
        </Radix.RadioItem>
      ))}
    </Radix.RadioGroup>
  );
}
