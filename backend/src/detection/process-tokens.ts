/** What a process without an API is made with: its own settings, and its log. */
export const PROCESS_CONFIG = Symbol('PROCESS_CONFIG');
export const LOGGER = Symbol('LOGGER');
