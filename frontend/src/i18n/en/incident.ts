export const incident = {};
