import { createServer, type AddressInfo, type Server } from 'node:net';
import { mergePorts } from './instance.js';
import { isFree, pickFreePorts, requireFree } from './port.js';

let server: Server;
let port: number;
beforeAll(async () => {
  server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

describe('ports', () => {
  it('are picked free and different', async () => {
    const ports = await pickFreePorts(4);
    expect(new Set(ports).size).toBe(4);
    // None of those that the system itself takes for connections, while a server restarts.
    expect(Math.max(...ports)).toBeLessThan(32_768);
    expect(await Promise.all(ports.map(isFree))).toEqual([true, true, true, true]);
  });

  it('in use are named with their purpose and their setting', async () => {
    await expect(requireFree(port, 'the dashboard', 'CITYWATCH_PORT')).rejects.toMatchObject({
      message: expect.stringContaining(`Port ${port} (the dashboard) is in use`),
      advice: expect.stringContaining(`CITYWATCH_PORT=${port + 100}`),
    });
  });
});

describe('mergePorts', () => {
  const wanted = { api: 1, kafka: 2, kafkaController: 3, database: 4 };
  const stored = { api: 11, kafka: 12, kafkaController: 13, database: 14 };

  it('takes the settings where nothing runs', () => {
    expect(mergePorts(wanted, stored, new Set())).toEqual(wanted);
    expect(mergePorts(wanted, undefined, new Set(['kafka']))).toEqual(wanted);
  });

  it('keeps the port of what runs already', () => {
    expect(mergePorts(wanted, stored, new Set(['kafka']))).toEqual({ ...wanted, kafka: 12, kafkaController: 13 });
    expect(mergePorts(wanted, stored, new Set(['api', 'timescaledb']))).toEqual({ ...wanted, api: 11, database: 14 });
  });
});
