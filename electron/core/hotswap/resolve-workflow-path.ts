/**
 * File of a workflow by its name: `.yaml` is added where there is no extension; a name with `/` or `://` is a path or an
 * address already and stays as it is, with `/` for `\`; every other name lies in `workflows/`.
 */
export function resolveWorkflowPath(name: string): string {
  const slashed = name.replaceAll('\\', '/');
  const base = slashed.slice(slashed.lastIndexOf('/') + 1);
  const withExtension = base.includes('.') ? slashed : `${slashed}.yaml`;
  return withExtension.includes('/') ? withExtension : `workflows/${withExtension}`;
}
