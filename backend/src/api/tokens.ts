/** Injection tokens of what is made from the configuration. */
export const API_CONFIG = Symbol('ApiConfig');
export const POOL = Symbol('Pool');
export const STREAM_CONFIG = Symbol('StreamConfig');
export const OPENAPI = Symbol('OpenApiDocument');
