import { hasLimit, tooLong } from './check-lengths.js';
import { kafkaProperties, parseJavaVersion } from './kafka-config.js';
import { parseSettings } from './settings.js';
import { mountsBelow } from './timescale-install.js';
import { parseAccount, serverArguments } from './timescale.js';

describe('kafkaProperties', () => {
  const text = kafkaProperties('/clone/.local/main/kafka/data', { kafka: 1, kafkaController: 2 });

  it('listens on loopback only', () => {
    expect(text).toContain('listeners=PLAINTEXT://127.0.0.1:1,CONTROLLER://127.0.0.1:2\n');
    expect(text).toContain('controller.quorum.voters=1@127.0.0.1:2\n');
  });

  it('makes no topic by accident', () => expect(text).toContain('auto.create.topics.enable=false\n'));
});

describe('parseJavaVersion', () => {
  it.each([
    ['openjdk version "17.0.15" 2025-04-15', 17],
    ['java version "1.8.0_402"', 8],
    ['openjdk version "21" 2023-09-19', 21],
    ['no java here', undefined],
  ])('%s', (text, expected) => expect(parseJavaVersion(text)).toBe(expected));
});

describe('serverArguments', () => {
  const settings = parseSettings({ CITYWATCH_DB_SHARED_BUFFERS: '1GB' }, '/clone');
  const pairs = (durable: boolean) => serverArguments(settings, 5, durable).filter((arg) => arg !== '-c');

  it('listens on loopback only, without telemetry', () => {
    expect(pairs(true)).toEqual(
      expect.arrayContaining([
        'listen_addresses=127.0.0.1',
        'unix_socket_directories=',
        'port=5',
        'shared_buffers=1GB',
      ]),
    );
    expect(pairs(true)).toContain('timescaledb.telemetry_level=off');
  });

  it('gives up durability for test data only', () => {
    expect(pairs(true)).not.toContain('fsync=off');
    expect(pairs(false)).toContain('fsync=off');
  });
});

describe('parseAccount', () => {
  const passwd =
    'root:x:0:0:root:/root:/bin/bash\npostgres:x:100:102:PostgreSQL administrator:/var/lib/postgresql:/bin/bash\n';

  it('finds uid and gid', () => expect(parseAccount(passwd, 'postgres')).toEqual({ uid: 100, gid: 102 }));
  it('knows who is missing', () => expect(parseAccount(passwd, 'post')).toBeUndefined());
});

describe('mountsBelow', () => {
  const info = [
    '1 0 8:1 / / rw - ext4 /dev/sda1 rw',
    '2 1 0:5 / /clone/.local/timescale/tmp-1/dev rw - devtmpfs udev rw',
    '3 2 0:6 / /clone/.local/timescale/tmp-1/dev/shm rw - tmpfs tmpfs rw',
    '4 1 0:7 / /clone/.local/timescale-other rw - tmpfs tmpfs rw',
    '5 1 0:8 / /my\\040clone/a rw - tmpfs tmpfs rw',
  ].join('\n');

  it('lists them, deepest first', () => {
    expect(mountsBelow(info, '/clone/.local/timescale')).toEqual([
      '/clone/.local/timescale/tmp-1/dev/shm',
      '/clone/.local/timescale/tmp-1/dev',
    ]);
  });

  it('reads escaped blanks', () => expect(mountsBelow(info, '/my clone')).toEqual(['/my clone/a']));
});

describe('file lengths', () => {
  it('allow 300 lines and no more', () => {
    const text = (lines: number) => 'x\n'.repeat(lines);
    expect(tooLong([{ path: 'a.ts', text: text(300) }])).toEqual([]);
    expect(tooLong([{ path: 'a.ts', text: text(301) }])).toEqual(['a.ts: 301 lines (at most 300)']);
  });

  it('leave out what nobody writes by hand', () => {
    expect(['a.ts', 'b.sql', 'package-lock.json', 'packages/timescale/schema.sql'].filter(hasLimit)).toEqual([
      'a.ts',
      'b.sql',
    ]);
  });
});
