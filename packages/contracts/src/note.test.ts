import { note } from './note.js';

test.each(['', 'a blown fuse', 'two\r\nlines\tand a tab', 'انفجار \u202e 😀', 'x'.repeat(500)])(
  'a note: %j',
  (text) => {
    expect(note(500).parse(text)).toBe(text);
  },
);

test.each(['a\u0000b', 'a bell\u0007', '\ud800', '\udfff\ud800', 'x'.repeat(501)])('no note: %j', (text) => {
  expect(note(500).safeParse(text).success).toBe(false);
});
