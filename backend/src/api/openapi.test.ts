import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import 'reflect-metadata';
import { API_VERSION, CONTROLLERS } from './api.module.js';
import { openApiDocument } from './openapi.js';
import { routesOf } from './routes.js';

const document = openApiDocument(routesOf(CONTROLLERS), API_VERSION);

test('backend/openapi.json is up to date (else: npm run openapi -w backend)', () => {
  const committed = readFileSync(join(import.meta.dirname, '../../openapi.json'), 'utf8');
  expect(JSON.parse(committed)).toEqual(JSON.parse(JSON.stringify(document)));
});

test('every operation has a summary, a name of its own, a success and its errors', () => {
  const operations = Object.values(
    document.paths as Record<string, Record<string, { summary: string; operationId: string; responses: object }>>,
  ).flatMap((path) => Object.values(path));
  expect(operations.length).toBeGreaterThan(20);
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
  for (const { summary, responses } of operations) {
    expect(summary).not.toBe('');
    expect(Object.keys(responses).some((status) => status.startsWith('2'))).toBe(true);
  }
});

test('a route without @Route cannot be documented', () => {
  expect(() => openApiDocument([{ method: 'GET', path: '/api/x', handler: 'X.y', spec: undefined }], '1')).toThrow(
    'X.y',
  );
});
