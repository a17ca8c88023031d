import type { Caller } from '../core/doors.ts';

/** Who acts in the app's own window: the person at this machine, who may do everything. */
export const DESKTOP_USER: Caller = {
  door: 'ui',
  name: 'desktop',
  capabilities: new Set(['read', 'act', 'write-files']),
  grants: 'all',
};
