/** Services that the runtime of agents brings along under these words; no file of a workspace defines them. */
export const BUILT_IN_SERVICES: ReadonlySet<string> = new Set([
  'system',
  'llm',
  'orchestration',
  'message',
  'resources',
  'template',
  'prompt',
  'internal',
]);
