/** What was dropped, as far as it can be told. */
export interface Dropped {
  readonly path: string;
  /** The page was not told where the file lies. */
  readonly isNameOnly: boolean;
}

/** The part of the desktop app that knows where a file lies. */
interface PathTeller {
  readonly pathOf?: (file: File) => string;
}

/** The path of what was dropped: of a file (the desktop app tells it), an address, or text. Browsers tell a name only. */
export function droppedFile(data: DataTransfer, desktop: PathTeller | undefined): Dropped | null {
  const file = data.files[0];
  const known = file === undefined ? '' : (desktop?.pathOf?.(file) ?? '');
  if (known !== '') return { path: known, isNameOnly: false };
  const address = data.getData('text/uri-list').split('\n')[0]?.trim() ?? '';
  if (address.startsWith('file://')) return { path: decodeURIComponent(new URL(address).pathname), isNameOnly: false };
  const text = data.getData('text/plain').trim();
  if (text !== '') return { path: text, isNameOnly: false };
  return file === undefined ? null : { path: file.name, isNameOnly: true };
}
