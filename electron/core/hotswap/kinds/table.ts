import { agentKind } from './agents.ts';
import { embedderKind } from './embedders.ts';
import { extensionKind, feedKind } from './feeds.ts';
import type { Kind } from './kind.ts';
import { laterKinds } from './later-kinds.ts';
import { mcpKind } from './mcp.ts';
import { modelKind } from './models.ts';
import { kindAt } from './names.ts';
import { oauthKind } from './oauth.ts';
import { toolBundleKind } from './tool-bundles.ts';
import { toolKind } from './tools.ts';
import { workflowKind } from './workflows.ts';
import { workspaceFileKind } from './workspace-file.ts';

/** Every kind of the product, one row each. */
export const kinds: readonly Kind[] = [
  agentKind,
  modelKind,
  embedderKind,
  mcpKind,
  toolKind,
  toolBundleKind,
  workflowKind,
  feedKind,
  extensionKind,
  oauthKind,
  ...laterKinds,
  workspaceFileKind,
];

/** The kind that a path (relative to the root, with `/`) belongs to; the longest directory wins. Null when none does. */
export function kindOf(path: string): Kind | null {
  return kindAt(kinds, path);
}
