/** A folder as short as it can be without misleading: its last two names, `…/work/support-desk`. */
export function shortFolder(path: string): string {
  const parts = path.split(/[\\/]/).filter((part) => part !== '');
  if (parts.length <= 2) return path;
  return `…/${parts.slice(-2).join('/')}`;
}
