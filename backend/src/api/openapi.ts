import * as z from 'zod';
import { conflict, error } from './answers.js';
import type { Allow, RouteSpec } from './route.guard.js';
import type { ApiRoute } from './routes.js';

export type OpenApiDocument = Readonly<Record<string, unknown>>;

const ERRORS: Readonly<Record<number, string>> = {
  400: 'The request is not valid; `detail` names the field',
  401: 'Nobody is signed in',
  403: 'The role may not do this, or the request comes from another site',
  404: 'There is no such thing',
  409: 'Not possible as things are',
  413: 'The body is larger than is taken',
  415: 'The body is not JSON, or is not called so',
  429: 'Too many tries; see Retry-After',
  503: 'A service behind does not answer; see Retry-After',
};

const schemaOf = (schema: z.ZodType, io: 'input' | 'output') => {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return json;
};
const jsonBody = (schema: object) => ({ content: { 'application/json': { schema } } });

/** The OpenAPI 3.1 document of these routes. Same routes, same document: it is committed and compared (npm run check). */
export function openApiDocument(routes: readonly ApiRoute[], version: string): OpenApiDocument {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of [...routes].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    (paths[path] ??= {})[route.method.toLowerCase()] = operation(route);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Citywatch',
      version,
      description: 'Times are ms since the epoch. See docs/api.md, also for the live socket.',
    },
    paths,
    components: {
      schemas: { Error: schemaOf(error, 'output'), Conflict: schemaOf(conflict, 'output') },
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'citywatch' },
        metricsToken: { type: 'http', scheme: 'bearer' },
      },
    },
  };
}

function operation({ path, handler, spec }: ApiRoute): object {
  if (spec === undefined) throw new Error(`${handler} (${path}) has no @Route: say who may use it and what it answers`);
  const parameters = [...parametersOf(spec.params, 'path'), ...parametersOf(spec.query, 'query')];
  const answer =
    spec.answer === null
      ? {}
      : typeof spec.answer === 'string'
        ? { content: { [spec.answer]: { schema: { type: 'string' } } } }
        : jsonBody(schemaOf(spec.answer, 'output'));
  return {
    operationId: handler.replace('Controller.', '_'),
    summary: spec.summary,
    security: securityOf(spec.allow),
    'x-permission': spec.allow,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(spec.body === undefined ? {} : { requestBody: { required: true, ...jsonBody(schemaOf(spec.body, 'input')) } }),
    responses: {
      [spec.status ?? 200]: { description: 'Done', ...answer },
      ...Object.fromEntries(errorsOf(path, spec).map((status) => [status, errorAnswer(status, path)])),
    },
  };
}

function parametersOf(schema: z.ZodType | undefined, where: 'path' | 'query'): object[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = schemaOf(schema, 'input') as {
    properties?: Record<string, object>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    schema: property,
  }));
}

const securityOf = (allow: Allow): object[] =>
  allow === 'anyone' ? [] : allow === 'scraper' ? [{ session: [] }, { metricsToken: [] }] : [{ session: [] }];

const errorsOf = (path: string, { allow, body, errors = [] }: RouteSpec): number[] =>
  [
    ...new Set([
      ...(path.startsWith('/api') ? [400] : []),
      ...(allow === 'anyone' ? [] : [401, 403]),
      ...(body === undefined ? [] : [413, 415]),
      ...errors,
    ]),
  ].sort();

const errorAnswer = (status: number, path: string): object => ({
  description: ERRORS[status],
  ...jsonBody({
    $ref: `#/components/schemas/${status === 409 && path.includes('/incidents/') ? 'Conflict' : 'Error'}`,
  }),
});
