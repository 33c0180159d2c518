import type { QuarantinedMessage } from './quarantine.repository.js';

/**
 * Text of a stranger for a terminal: control characters (colours, cursor moves, line ends) become visible escapes,
 * and direction marks too, which could make one text look like another.
 */
export const printable = (text: string): string =>
  text.replace(
    /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu,
    (c) => `\\u${c.codePointAt(0)!.toString(16).padStart(4, '0')}`,
  );

const cut = (text: string, length: number): string => (text.length > length ? `${text.slice(0, length - 1)}…` : text);

/** One line of `list`. */
export function formatLine({
  id,
  quarantinedAt,
  topic,
  partition,
  offset,
  code,
  detail,
  replayedAt,
}: QuarantinedMessage): string {
  const where = printable(`${topic}/${partition}@${offset}`);
  const mark = replayedAt ? ' (replayed)' : '';
  return `${String(id).padStart(8)}  ${quarantinedAt.toISOString()}  ${code.padEnd(16)} ${where}  ${cut(printable(detail), 120)}${mark}`;
}

/** All of one message, for `show`. */
export function formatMessage(message: QuarantinedMessage): string {
  const { id, topic, partition, offset, key, value, headers, code, detail, receivedAt, quarantinedAt, replayedAt } =
    message;
  const bytes = (buffer: Buffer | null): string =>
    buffer === null ? '(none)' : `${buffer.length} bytes: ${printable(buffer.toString('utf8'))}`;
  const rows: [string, string][] = [
    ['id', String(id)],
    ['from', printable(`${topic}, partition ${partition}, offset ${offset}`)],
    ['received', receivedAt.toISOString()],
    ['quarantined', quarantinedAt.toISOString()],
    ['replayed', replayedAt?.toISOString() ?? 'no'],
    ['reason', `${code}: ${printable(detail)}`],
    ...Object.entries(headers).map(([name, text]): [string, string] => ['header', printable(`${name}: ${text}`)]),
    ['key', bytes(key)],
    ['value', bytes(value)],
  ];
  return rows.map(([name, text]) => `${name.padEnd(12)} ${text}`).join('\n');
}

/** One line of `export`: nothing is lost, whatever the bytes are. */
export const formatJson = ({ key, value, ...rest }: QuarantinedMessage): string =>
  JSON.stringify({ ...rest, key: key?.toString('base64') ?? null, value: value?.toString('base64') ?? null });
