export { testConfig, type TestConfig } from './config.js';
export { createTestDatabase, type TestDatabase } from './database.js';
export { startPrivateServices, type PrivateServices, type RestartMode, type Service } from './services.js';
export { createTestTopics, type TestTopics, type TestTopicsOptions } from './topics.js';
export { waitFor, type WaitOptions } from './wait-for.js';
export { freePort } from './free-port.js';
