import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly kind?: 'primary' | 'normal' | 'quiet';
  /** Only an icon: then `aria-label` is needed. */
  readonly square?: boolean;
  /** Key that does the same, shown as a small cap. */
  readonly shortcut?: string;
  readonly ref?: Ref<HTMLButtonElement>;
  readonly children?: ReactNode;
}

/** A button says what it does with a verb. At most one primary at a time in view. */
export function Button({ kind = 'normal', square = false, shortcut, className = '', children, ...rest }: ButtonProps) {
  const classes = `button ${kind === 'normal' ? '' : kind} ${square ? 'square' : ''} ${className}`
    .trim()
    .replace(/\s+/g, ' ');
  return (
    <button type="button" className={classes} {...(shortcut ? { 'aria-keyshortcuts': shortcut } : {})} {...rest}>
      {children}
      {shortcut !== undefined && <kbd aria-hidden="true">{shortcut}</kbd>}
    </button>
  );
}
