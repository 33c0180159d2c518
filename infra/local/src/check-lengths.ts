export const longestFile = 300;

/** Files of our own that a person reads whole; data, generated files and lock files have no limit. */
const limited = /\.(ts|tsx|mjs|cjs|sql)$/;
const generated = ['packages/timescale/schema.sql'];

export const hasLimit = (path: string) => limited.test(path) && !generated.includes(path);

/** `path: N lines` for each file over the limit. */
export function tooLong(files: readonly { path: string; text: string }[]): string[] {
  return files.flatMap(({ path, text }) => {
    const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
    return lines > longestFile ? [`${path}: ${lines} lines (at most ${longestFile})`] : [];
  });
}
