export const ROLES = ['operator', 'analyst', 'crew', 'administrator'] as const;
export type Role = (typeof ROLES)[number];

/** What a role may do. Every route and socket names one of these; a test walks all routes and roles. */
export const PERMISSIONS = {
  'read-live': ['operator', 'analyst', 'crew', 'administrator'],
  'read-history': ['operator', 'analyst', 'administrator'],
  'read-health': ['operator', 'analyst', 'administrator'],
  acknowledge: ['operator', 'crew', 'administrator'],
  assign: ['operator', 'administrator'],
  silence: ['operator', 'administrator'],
  resolve: ['operator', 'crew', 'administrator'],
  // Split, merge and pin: what belongs to an incident. Marking is feedback on it.
  'shape-incidents': ['operator', 'administrator'],
  'mark-incidents': ['operator', 'administrator'],
  // Detection settings, and backtests of them.
  'tune-detection': ['analyst', 'administrator'],
  'replay-quarantine': ['administrator'],
  'manage-users': ['administrator'],
} as const satisfies Record<string, readonly Role[]>;
export type Permission = keyof typeof PERMISSIONS;

export const may = (role: Role, permission: Permission): boolean =>
  (PERMISSIONS[permission] as readonly Role[]).includes(role);
