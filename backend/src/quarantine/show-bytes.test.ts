import { SHOWN_CHARACTERS, showBytes } from './show-bytes.js';

describe('showBytes', () => {
  it('shows UTF-8 as text and anything else as base64', () => {
    expect(showBytes(Buffer.from('{"speed":"schnell ü"}'))).toBe('{"speed":"schnell ü"}');
    expect(showBytes(Uint8Array.of(0xff, 0xfe))).toBe('//4=');
    expect(showBytes(null)).toBeNull();
  });

  it('keeps a text of exactly the limit and cuts a longer one', () => {
    const limit = 'x'.repeat(SHOWN_CHARACTERS);
    expect(showBytes(Buffer.from(limit))).toBe(limit);
    expect(showBytes(Buffer.from(`${limit}y`))).toBe(limit);
  });

  it('does not cut a character in two', () => {
    const text = `${'x'.repeat(SHOWN_CHARACTERS - 1)}🚦`;
    expect(showBytes(Buffer.from(text))).toBe('x'.repeat(SHOWN_CHARACTERS - 1));
  });
});
