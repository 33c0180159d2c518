import type { ReactNode } from 'react';

/** The ink bar over a screen that no longer shows now. */
export function LinkBar({ children }: { children: ReactNode }) {
  return (
    <div className="link-bar" role="status">
      {children}
    </div>
  );
}
