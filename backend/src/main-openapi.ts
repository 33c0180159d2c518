import 'reflect-metadata';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { API_VERSION, CONTROLLERS } from './api/api.module.js';
import { openApiDocument } from './api/openapi.js';
import { routesOf } from './api/routes.js';

// Writes backend/openapi.json (npm run openapi -w backend); openapi.test.ts fails when it is not up to date.
const file = join(import.meta.dirname, '../openapi.json');
writeFileSync(file, `${JSON.stringify(openApiDocument(routesOf(CONTROLLERS), API_VERSION), null, 2)}\n`);
