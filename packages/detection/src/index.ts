export * from './incident/transition.js';
