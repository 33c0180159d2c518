/** Characters of a message that are shown; the whole of it is the quarantine command's (`npm run quarantine -- show`). */
export const SHOWN_CHARACTERS = 4_096;

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Bytes as text where they are UTF-8, else as base64; cut at SHOWN_CHARACTERS, never inside a character. */
export function showBytes(bytes: Uint8Array | null): string | null {
  if (bytes === null) return null;
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    text = Buffer.from(bytes).toString('base64');
  }
  if (text.length <= SHOWN_CHARACTERS) return text;
  const cut = text.slice(0, SHOWN_CHARACTERS);
  return /[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut;
}
