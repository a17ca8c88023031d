import { z } from 'zod';
import { appSettingRow } from './config.ts';
import { action, query } from './row.ts';

const workspace = z.object({
  id: z.string(),
  root: z.string(),
  name: z.string(),
  trusted: z.boolean(),
  readOnly: z.string().nullable(),
});

/** Acts on workspaces and on the app itself. */
export const workspaceActions = {
  'workspace.open': action(
    'Open a folder (look only until you trust it)',
    z.strictObject({ path: z.string().min(1) }),
    workspace,
    { owns: false },
  ),
  'workspace.close': action('Close this workspace', z.strictObject({}), z.object({ closed: z.string() }), {
    owns: false,
  }),
  'workspace.reopen': action(
    'Open this workspace anew, with the settings that wait for it',
    z.strictObject({}),
    z.object({ reopening: z.string() }),
    { owns: false },
  ),
  'workspace.trust': action(
    'Trust this workspace, or keep looking',
    z.strictObject({ decision: z.enum(['trust', 'look-only']) }),
    workspace,
    { destructive: true },
  ),
  'workspace.takeOver': action('Take this workspace over from the host that holds it', z.strictObject({}), workspace, {
    destructive: true,
    owns: false,
  }),
  'workspace.rescan': action(
    'Compare what is known with the disk now',
    z.strictObject({}),
    z.object({ files: z.number(), found: z.number(), ms: z.number() }),
    { owns: false },
  ),
  'settings.set': action(
    'Change a setting of the app',
    z.strictObject({
      path: z.string().min(1),
      /** The value; null takes the setting out of the file, so that its default holds. */
      value: z.unknown(),
      /** Hash of the file that was looked at; null when there was none. */
      expectedHash: z.string().nullable().optional(),
    }),
    z.object({ changed: z.array(z.string()) }),
    { owns: false },
  ),
  'notice.dismiss': action('Dismiss a notice', z.strictObject({ id: z.string() }), z.object({}), { owns: false }),
  'action.get': query(
    'What became of an act',
    z.strictObject({ actionId: z.string() }),
    z.object({ actionId: z.string(), state: z.string() }).loose(),
  ),
  'action.cancel': action(
    'Cancel an act that has not ended',
    z.strictObject({ actionId: z.string() }),
    z.object({ cancelled: z.boolean() }),
    { owns: false },
  ),
  workspaces: query('Open workspaces', z.strictObject({}), z.object({ open: z.array(workspace), current: z.string() })),
  settings: query(
    'Settings of the app',
    z.strictObject({}),
    z.object({
      values: z.record(z.string(), z.unknown()),
      path: z.string(),
      fault: z.string().nullable(),
      hash: z.string().nullable(),
      rows: z.array(appSettingRow),
    }),
  ),
  folders: query(
    'Folders below a path, for the folder picker',
    z.strictObject({ path: z.string().optional() }),
    z.object({ path: z.string(), parent: z.string().nullable(), folders: z.array(z.string()) }),
    'act',
  ),
};
