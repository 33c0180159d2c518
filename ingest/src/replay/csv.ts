/** Cells of one line of CSV (RFC 4180, without line breaks in quotes). Throws where a quote is not closed. */
export function parseCsvLine(line: string): string[] {
  if (!line.includes('"')) return line.split(',');
  const cells: string[] = [];
  for (let at = 0; ;) {
    const quoted = line[at] === '"';
    const end = quoted ? closingQuote(line, at) + 1 : nextComma(line, at);
    const cell = quoted ? line.slice(at + 1, end - 1).replaceAll('""', '"') : line.slice(at, end);
    if (end < line.length && line[end] !== ',') throw new Error('a quote stands inside a cell');
    if (!quoted && cell.includes('"')) throw new Error('a quote stands inside a cell');
    cells.push(cell);
    if (end >= line.length) return cells;
    at = end + 1;
  }
}

function nextComma(line: string, from: number): number {
  const comma = line.indexOf(',', from);
  return comma < 0 ? line.length : comma;
}

/** Where a quoted cell ends; two quotes in a row are one in its text. */
function closingQuote(line: string, open: number): number {
  for (let at = line.indexOf('"', open + 1); at >= 0; at = line.indexOf('"', at + 2))
    if (line[at + 1] !== '"') return at;
  throw new Error('a quote is not closed');
}

/** Lines of a text that hold something, with their numbers from 1; a byte order mark and CR before LF are dropped. */
export function linesOf(text: string): { readonly number: number; readonly line: string }[] {
  return text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .map((line, i) => ({ number: i + 1, line: line.replace(/\r$/, '') }))
    .filter(({ line }) => line !== '');
}
