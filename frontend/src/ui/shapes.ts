import type { Severity } from '@citywatch/contracts';

/** Severity is shape and colour and word: circle, triangle, diamond, square; corners and size grow with it. Box 0 0 16 16. */
export const SHAPES: Readonly<Record<Severity, string>> = {
  info: 'M12.5 8a4.5 4.5 0 1 1-9 0 4.5 4.5 0 0 1 9 0Z',
  minor: 'M8 2.6 14 13.2H2Z',
  major: 'M8 1 15 8 8 15 1 8Z',
  critical: 'M2.6 1.6H13.4a1 1 0 0 1 1 1V13.4a1 1 0 0 1-1 1H2.6a1 1 0 0 1-1-1V2.6a1 1 0 0 1 1-1Z',
};

/** How true a sensor is, by texture and never by hue: hollow, cross, half. Box 0 0 10 10. */
export const TEXTURES = {
  normal: [{ fill: true, d: 'M7.4 5a2.4 2.4 0 1 1-4.8 0 2.4 2.4 0 0 1 4.8 0Z', width: 0 }],
  stale: [{ fill: false, d: 'M8.2 5a3.2 3.2 0 1 1-6.4 0 3.2 3.2 0 0 1 6.4 0Z', width: 1.3 }],
  offline: [{ fill: false, d: 'M2 2 8 8M8 2 2 8', width: 1.5 }],
  doubtful: [
    { fill: true, d: 'M5 1.8a3.2 3.2 0 0 0 0 6.4Z', width: 0 },
    { fill: false, d: 'M8.2 5a3.2 3.2 0 1 1-6.4 0 3.2 3.2 0 0 1 6.4 0Z', width: 1.1 },
  ],
} as const;
export type Texture = keyof typeof TEXTURES;
