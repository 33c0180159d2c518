/** WCAG 2.2 contrast, and how far apart two colours stay (CIEDE2000) for usual and for colour-blind sight. Colours are #rrggbb. */

type Triple = readonly [number, number, number];

const rgb = (hex: string): Triple => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16) / 255) as unknown as Triple;
const linear = (c: number): number => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
const gamma = (c: number): number => (c <= 0.0031308 ? c * 12.92 : 1.055 * c ** (1 / 2.4) - 0.055);
const luminance = (hex: string): number => {
  const [r, g, b] = rgb(hex).map(linear);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

/** WCAG contrast ratio, 1 to 21. */
export function contrast(a: string, b: string): number {
  const [lighter, darker] = [luminance(a), luminance(b)].sort((m, n) => n - m);
  return (lighter + 0.05) / (darker + 0.05);
}

/** Machado, Oliveira and Fernandes 2009, severity 1.0. */
export const SIGHTS = {
  usual: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
} as const;
export type Sight = keyof typeof SIGHTS;

function seenLinear(hex: string, sight: Sight): Triple {
  const m = SIGHTS[sight];
  const [r, g, b] = rgb(hex).map(linear);
  return [0, 3, 6].map((i) => Math.min(1, Math.max(0, m[i] * r + m[i + 1] * g + m[i + 2] * b))) as unknown as Triple;
}

/** The colour as it looks with that sight. */
export const seenAs = (hex: string, sight: Sight): string =>
  `#${seenLinear(hex, sight)
    .map((c) =>
      Math.round(255 * gamma(c))
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;

/** CIEDE2000 distance of two colours as seen; under 15 they are easily taken for each other. */
export const apart = (a: string, b: string, sight: Sight): number =>
  deltaE(lab(seenLinear(a, sight)), lab(seenLinear(b, sight)));

function lab([r, g, b]: Triple): Triple {
  const f = (t: number) => (t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116);
  const x = f((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
  const y = f(0.2126729 * r + 0.7151522 * g + 0.072175 * b);
  const z = f((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

const RAD = Math.PI / 180;

/** Sharma, Wu and Dalal 2005; names as there. */
function deltaE([L1, a1, b1]: Triple, [L2, a2, b2]: Triple): number {
  const C = (Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2;
  const G = 0.5 * (1 - Math.sqrt(C ** 7 / (C ** 7 + 25 ** 7)));
  const [p1, p2] = [(1 + G) * a1, (1 + G) * a2];
  const [c1, c2] = [Math.hypot(p1, b1), Math.hypot(p2, b2)];
  const h1 = (Math.atan2(b1, p1) / RAD + 360) % 360;
  const h2 = (Math.atan2(b2, p2) / RAD + 360) % 360;
  let dh = h2 - h1;
  if (c1 * c2 === 0) dh = 0;
  else if (dh > 180) dh -= 360;
  else if (dh < -180) dh += 360;
  const H = 2 * Math.sqrt(c1 * c2) * Math.sin((dh / 2) * RAD);
  const [L, c] = [(L1 + L2) / 2, (c1 + c2) / 2];
  const h = meanHue(h1, h2, c1 * c2);
  const T = 1 - 0.17 * cos(h - 30) + 0.24 * cos(2 * h) + 0.32 * cos(3 * h + 6) - 0.2 * cos(4 * h - 63);
  const R = -2 * Math.sqrt(c ** 7 / (c ** 7 + 25 ** 7)) * Math.sin(60 * Math.exp(-(((h - 275) / 25) ** 2)) * RAD);
  const l = (L2 - L1) / (1 + (0.015 * (L - 50) ** 2) / Math.sqrt(20 + (L - 50) ** 2));
  const k = (c2 - c1) / (1 + 0.045 * c);
  const q = H / (1 + 0.015 * c * T);
  return Math.sqrt(l * l + k * k + q * q + R * k * q);
}
const cos = (degrees: number): number => Math.cos(degrees * RAD);

function meanHue(h1: number, h2: number, product: number): number {
  if (product === 0) return h1 + h2;
  if (Math.abs(h1 - h2) <= 180) return (h1 + h2) / 2;
  return (h1 + h2 + (h1 + h2 < 360 ? 360 : -360)) / 2;
}
