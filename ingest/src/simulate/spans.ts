/** A stretch of time, half-open, ms since the epoch. */
export type Span = readonly [from: number, to: number];

/** The spans with one more, joined where they touch; sorted. */
export function addSpan(spans: readonly Span[], [from, to]: Span): Span[] {
  if (to <= from) return [...spans];
  const apart = spans.filter((s) => s[1] < from || s[0] > to);
  const touching = spans.filter((s) => s[1] >= from && s[0] <= to);
  const joined: Span = [Math.min(from, ...touching.map((s) => s[0])), Math.max(to, ...touching.map((s) => s[1]))];
  return [...apart, joined].sort((a, b) => a[0] - b[0]);
}

/** What of `within` the spans (sorted, apart) leave open. */
export function holesIn(spans: readonly Span[], [from, to]: Span): Span[] {
  const holes: Span[] = [];
  let open = from;
  for (const [begin, end] of spans) {
    if (end <= open) continue;
    if (begin >= to) break;
    if (begin > open) holes.push([open, begin]);
    open = end;
  }
  if (open < to) holes.push([open, to]);
  return holes;
}
