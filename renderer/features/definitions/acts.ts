import type { ActionName, ActionOutput, ActionRequest } from '../../../shared/actions/all.ts';
import { splitDefinitionId } from '../../../shared/definition-id.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { Definition } from '../../../shared/state.ts';
import { act, actAndTell, asAppError } from '../../client/calls.ts';
import { tell, tellFailure } from '../../stores/toast-store.ts';
import { openDefinition, select } from '../../stores/ui-store.ts';

/** Acts and answers the error instead of throwing it: dialogs show it where it was asked for. */
export async function attempt<N extends ActionName>(
  name: N,
  input: ActionRequest<N> & object,
): Promise<
  { readonly result: ActionOutput<N>; readonly error: null } | { readonly result: null; readonly error: AppError }
> {
  try {
    const { result } = await act(name, input);
    return { result, error: null };
  } catch (thrown) {
    return { result: null, error: asAppError(thrown) };
  }
}

/** Loads the file again: what the user does after a discard, or when in doubt. */
export async function loadFromDisk(id: string): Promise<void> {
  const { result, error } = await attempt('definition.reload', { id });
  if (error) tellFailure(`${id} was not loaded`, error);
  else tell(result.state === 'refused' ? `${id} was read and refused` : `${id} loaded as v${result.version}`);
}

/** Takes the pin off, so that the file serves again. */
export async function followFile(id: string): Promise<void> {
  const { result, error } = await attempt('definition.unpin', { id });
  if (error) tellFailure(`${id} stays pinned`, error);
  else
    tell(
      result.state === 'refused'
        ? `${id} follows its file, which is refused`
        : `${id} follows its file, v${result.version}`,
    );
}

/** Has the user's own editor open a definition; that it was started is told, what it shows is its own affair. */
export async function openExternally(id: string, line: number | null, column: number | null): Promise<void> {
  const place = { ...(line === null ? {} : { line }), ...(column === null ? {} : { column }) };
  const { result, error } = await attempt('definition.openExternal', { id, ...place });
  if (error) tellFailure(`${id} was not opened`, error);
  else tell(`${result.name} was asked to open ${result.path}`);
}

/** Deletes a file; what was deleted can be brought back for as long as the toast stands. Answers what went wrong. */
export async function deleteDefinition(id: string, definition: Definition): Promise<AppError | null> {
  const expectedHash = definition.disk?.hash ?? '';
  const { result, error } = await attempt('definition.delete', { id, expectedHash });
  if (error) return error;
  select('definitions', null);
  const { kind, name } = splitDefinitionId(id, [definition.kind]);
  tell(`${id} deleted`, {
    label: 'Undo',
    run: () => void bringBack({ kind, name, text: result.text, path: result.path }),
  });
  return null;
}

async function bringBack(input: ActionRequest<'definition.create'>): Promise<void> {
  const id = `${input.kind}/${input.name}`;
  const words = { done: `${id} is back`, failed: `${id} was not brought back` };
  if (await actAndTell('definition.create', input, words)) openDefinition(id);
}
