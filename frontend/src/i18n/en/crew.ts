export const crew = {};
