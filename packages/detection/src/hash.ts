/** 64 bits of a text as 16 hexadecimal digits: two FNV-1a lanes with an avalanche. For ids, not for secrets. */
export function hash64(text: string): string {
  let a = 0x811c9dc5;
  let b = 0x9e3779b9;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ (unit + 0x5bd1), 0x85ebca6b) ^ (b >>> 13);
  }
  return mix(a ^ (b >>> 7)) + mix(b ^ Math.imul(a, 0xc2b2ae35));
}

function mix(x: number): string {
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return ((x ^ (x >>> 16)) >>> 0).toString(16).padStart(8, '0');
}
