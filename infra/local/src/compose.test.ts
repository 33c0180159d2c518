import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';
import { composeFile, ownServices } from './compose.js';
import { generatedFiles, outdated } from './generated.js';
import { brokerSettings, databaseSettings, portSettings } from './settings.js';
import { versions } from './versions.js';

const root = join(import.meta.dirname, '..', '..', '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

interface Service {
  image: string;
  ports?: string[];
  environment?: Record<string, string>;
  healthcheck?: object;
  command?: string[];
  restart: string;
  read_only?: boolean;
  cap_drop?: string[];
  build?: { dockerfile: string };
}
const committed = parse(read('docker-compose.yml'), { version: '1.1' }) as { services: Record<string, Service> };
const services = Object.entries(committed.services);

describe('docker-compose.yml', () => {
  it('and the Dockerfiles are what `npm run generate` writes', () => {
    expect(outdated(root, generatedFiles(root))).toEqual([]);
  });

  it('says what the program meant', () => expect(committed).toEqual(composeFile()));

  it('keeps to the compose specification', () => {
    const { $schema: _draft7, ...schema } = JSON.parse(read('infra/docker/compose-spec/compose-spec.json')) as Record<
      string,
      unknown
    >;
    const ajv = new Ajv({ strict: false, allErrors: true });
    (addFormats as unknown as (instance: Ajv) => void)(ajv);
    ajv
      .addFormat('ports', true)
      .addFormat('expose', true)
      .addFormat('duration', /^\d+(ms|s|m|h)$/);
    const validate = ajv.compile(schema);
    expect(validate(committed) ? [] : validate.errors).toEqual([]);
    const wrong = { services: { a: { image: 'b', port: ['1:1'] } } };
    expect(validate(wrong)).toBe(false);
  });

  it('publishes on loopback only, on the ports of the local stack', () => {
    const ports = services.flatMap(([, service]) => service.ports ?? []);
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\$\{CITYWATCH_[A-Z_]+:-\d+\}:\d+$/);
    for (const { variable, default: number } of [portSettings.api, portSettings.kafka, portSettings.database])
      expect(ports.filter((port) => port.includes(`\${${variable}:-${number}}`))).toHaveLength(1);
  });

  it('runs the broker and the database with the settings of the local stack', () => {
    const { kafka, timescaledb } = committed.services;
    for (const [name, value] of Object.entries(brokerSettings))
      expect(kafka?.environment?.[`KAFKA_${name.toUpperCase().replaceAll('.', '_')}`]).toBe(String(value));
    for (const [name, value] of Object.entries(databaseSettings))
      expect(timescaledb?.command?.find((arg) => arg.startsWith(`${name}=`))).toContain(value);
    expect([kafka?.image, timescaledb?.image]).toEqual([versions.kafkaImage, versions.timescaleImage]);
  });

  it('names an exact version of every image that is not ours', () => {
    for (const [name, { image }] of services)
      if (!ownServices.includes(name)) expect(image).toMatch(/^[a-z]+\/[a-z]+:\d+\.\d+\.\d+(-pg\d+)?$/);
  });

  it('holds no password', () => {
    for (const [, { environment = {} }] of services)
      for (const name of Object.keys(environment))
        if (/PASSWORD|SECRET|TOKEN/.test(name)) expect(name).toMatch(/_FILE$/);
    expect(read('docker-compose.yml')).not.toMatch(/postgres:\/\/[^"\s]*:[^"\s]*@/);
  });

  it('checks the health of everything that keeps running', () => {
    for (const [name, { restart, healthcheck }] of services)
      if (restart === 'unless-stopped') expect([name, healthcheck]).toEqual([name, expect.anything()]);
  });

  it('gives our processes no rights that they do not need', () => {
    for (const name of ownServices)
      expect(committed.services[name]).toMatchObject({
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
      });
  });
});

describe('the Dockerfiles', () => {
  it.each(ownServices)('%s: unprivileged, from the pinned image, without development packages', (name) => {
    const text = read(`infra/docker/${name}.Dockerfile`);
    const last = text.slice(text.lastIndexOf('\nFROM '));
    expect(last).toContain(`FROM ${versions.nodeImage}\n`);
    expect(last).toContain('\nUSER node\n');
    expect(last).toContain('COPY --from=modules /app/node_modules');
    expect(text).toContain('--omit=dev');
    expect(committed.services[name]?.build?.dockerfile).toBe(`infra/docker/${name}.Dockerfile`);
  });
});
