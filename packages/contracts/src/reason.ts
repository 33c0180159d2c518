/**
 * A reason in words, stored as a code and its figures so that every language can say it.
 * `params` are numbers with fixed units (SI, as the property's unit) or names. Rendered by `renderReason`.
 */
export interface Reason {
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
}
