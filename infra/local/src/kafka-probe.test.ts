import { createServer, type AddressInfo } from 'node:net';
import {
  coordinatorsAnswer,
  describeGroupsRequest,
  findCoordinatorRequest,
  isWhole,
  parseDescribeGroups,
  parseFindCoordinator,
} from './kafka-probe.js';

const frame = (hex: string) => {
  const body = Buffer.from(hex.replace(/ /g, ''), 'hex');
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length);
  return Buffer.concat([length, body]);
};
const coordinator = (error: string) => frame(`00000001 ${error} 00000001 0001 61 00002384`);
const group = (error: string) => `${error} 0001 30 0004 44656164 0000 0000 00000000`;

describe('the questions', () => {
  it('carry their length, key, version and names', () => {
    const bytes = findCoordinatorRequest('0');
    expect(bytes.readInt32BE(0)).toBe(bytes.length - 4);
    expect(bytes.subarray(4, 8).toString('hex')).toBe('000a0000');
    expect(bytes.subarray(-3).toString('hex')).toBe('000130');
    expect(describeGroupsRequest(['0', '1']).subarray(-10).toString('hex')).toBe('00000002000130000131');
  });
});

describe('the answers', () => {
  it('are whole when all their bytes are there', () => {
    const answer = coordinator('0000');
    expect(isWhole(answer)).toBe(true);
    expect(isWhole(answer.subarray(0, -1))).toBe(false);
    expect(isWhole(answer.subarray(0, 3))).toBe(false);
  });

  it('carry error codes', () => {
    expect(parseFindCoordinator(coordinator('000f'))).toBe(15);
    expect(parseDescribeGroups(frame(`00000001 00000002 ${group('0000')} ${group('000e')}`))).toEqual([0, 14]);
  });

  it('may have members', () => {
    const member = '0001 6d 0001 63 0001 68 00000002 aabb 00000000';
    const withMember = `0000 0001 30 0006 537461626c65 0000 0000 00000001 ${member}`;
    expect(parseDescribeGroups(frame(`00000001 00000002 ${withMember} ${group('0010')}`))).toEqual([0, 16]);
  });
});

describe('coordinatorsAnswer', () => {
  const serve = async (answers: Buffer[]) => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.write(answers.shift() ?? ''));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { port: (server.address() as AddressInfo).port, close: () => server.close() };
  };
  const loaded = frame(`00000001 00000001 ${group('0000')}`);
  const loading = frame(`00000001 00000002 ${group('0000')} ${group('000e')}`);

  it.each([
    ['answers', [coordinator('0000'), loaded], true],
    ['has no coordinator yet', [coordinator('000f')], false],
    ['is still loading one partition', [coordinator('0000'), loading], false],
    ['says nothing', [], false],
  ] as const)('where the broker %s', async (_, answers, expected) => {
    const { port, close } = await serve([...answers]);
    expect(await coordinatorsAnswer('127.0.0.1', port, 200)).toBe(expected);
    close();
  });

  it('is false where nobody listens', async () => {
    const { port, close } = await serve([]);
    close();
    expect(await coordinatorsAnswer('127.0.0.1', port, 200)).toBe(false);
  });
});
