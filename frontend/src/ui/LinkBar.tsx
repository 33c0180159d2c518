import type { ReactNode } from 'react';

interface LinkBarProps {
  readonly children: ReactNode;
  /** The top bar of a phone says the same, and this one is not shown there. */
  readonly told?: boolean;
}

/** The ink bar over a screen that no longer shows now. */
export function LinkBar({ children, told = false }: LinkBarProps) {
  return (
    <div className={told ? 'link-bar link-told' : 'link-bar'} role="status">
      {children}
    </div>
  );
}
