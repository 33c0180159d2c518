/**
 * Asks once for all who want the same within `keepMs`, by the clock that callers tell. A failure is told to those who asked
 * for it, not to those who come next.
 */
export function keptAnswer<T>(keepMs: number, ask: (now: number) => Promise<T>): (now: number) => Promise<T> {
  let kept: { readonly until: number; readonly answer: Promise<T> } | null = null;
  return (now) => {
    if (kept !== null && now < kept.until) return kept.answer;
    const mine = { until: now + keepMs, answer: ask(now) };
    mine.answer.catch(() => {
      if (kept === mine) kept = null;
    });
    kept = mine;
    return mine.answer;
  };
}
