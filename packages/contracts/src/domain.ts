/** The three domains Citywatch watches; each has its own telemetry topic and schema. */
export const DOMAINS = ['traffic', 'air-quality', 'grid'] as const;
export type Domain = (typeof DOMAINS)[number];

/** Severities in rising order (docs/glossary.md); shown as colour, shape and word. */
export const SEVERITIES = ['info', 'minor', 'major', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

export const severityRank = (severity: Severity): number => SEVERITIES.indexOf(severity);

/** The worse of two severities. */
export const worse = (a: Severity, b: Severity): Severity => (severityRank(a) >= severityRank(b) ? a : b);

/** One step up, critical at most. */
export const oneStepUp = (severity: Severity): Severity =>
  SEVERITIES[Math.min(severityRank(severity) + 1, SEVERITIES.length - 1)];
