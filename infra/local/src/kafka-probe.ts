import { connect } from 'node:net';

/**
 * The two smallest questions that only a loaded group coordinator answers, in versions that brokers still speak:
 * FindCoordinator (which also creates the offsets topic on a new broker) and DescribeGroups.
 */
const findCoordinator = { key: 10, version: 0 };
const describeGroups = { key: 15, version: 0 };

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

const string = (value: string) => Buffer.concat([int16(Buffer.byteLength(value)), Buffer.from(value)]);

function request({ key, version }: { key: number; version: number }, body: Buffer[]): Buffer {
  const message = Buffer.concat([int16(key), int16(version), int32(1), string('citywatch-probe'), ...body]);
  return Buffer.concat([int32(message.length), message]);
}

export const findCoordinatorRequest = (group: string) => request(findCoordinator, [string(group)]);
export const describeGroupsRequest = (groups: string[]) =>
  request(describeGroups, [int32(groups.length), ...groups.map(string)]);

/** True when a whole answer is there: four bytes of length, then as many bytes. */
export const isWhole = (answer: Buffer) => answer.length >= 4 && answer.length >= 4 + answer.readInt32BE(0);

/** The error code of a FindCoordinator answer (after length and correlation id). */
export const parseFindCoordinator = (answer: Buffer) => answer.readInt16BE(8);

/** The error code of each group of a DescribeGroups answer, in its order. */
export function parseDescribeGroups(answer: Buffer): number[] {
  let at = 8;
  const readInt16 = () => answer.readInt16BE((at += 2) - 2);
  const readInt32 = () => answer.readInt32BE((at += 4) - 4);
  const skip = (length: number) => (at += Math.max(length, 0));
  const codes: number[] = [];
  for (let groups = readInt32(); groups > 0; groups--) {
    codes.push(readInt16());
    for (let strings = 4; strings > 0; strings--) skip(readInt16());
    for (let members = readInt32(); members > 0; members--) {
      for (let strings = 3; strings > 0; strings--) skip(readInt16());
      for (let byteFields = 2; byteFields > 0; byteFields--) skip(readInt32());
    }
  }
  return codes;
}

/** Sends one request on a connection of its own; rejects when no whole answer comes in time. */
function ask(host: string, port: number, message: Buffer, timeoutMs: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    let answer = Buffer.alloc(0);
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error(`no answer within ${timeoutMs} ms`)));
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the broker closed the connection')));
    socket.on('connect', () => socket.write(message));
    socket.on('data', (chunk) => {
      answer = Buffer.concat([answer, chunk]);
      if (!isWhole(answer)) return;
      resolve(answer);
      socket.destroy();
    });
  });
}

/**
 * True when the broker answers as group coordinator of every partition of its offsets topic (settings.ts has four, and
 * these names fall one in each). A listening port alone still gives the first consumer 1–2 s of errors.
 */
export async function coordinatorsAnswer(host: string, port: number, timeoutMs = 2_000): Promise<boolean> {
  try {
    if (parseFindCoordinator(await ask(host, port, findCoordinatorRequest('0'), timeoutMs)) !== 0) return false;
    const groups = describeGroupsRequest(['0', '1', '2', '3']);
    return parseDescribeGroups(await ask(host, port, groups, timeoutMs)).every((code) => code === 0);
  } catch {
    return false;
  }
}
