import { asAppError } from '../client/calls.ts';
import { tell, tellFailure } from '../stores/toast-store.ts';

/** Puts a text on the clipboard and says so; `name` says what it was. */
export async function copyText(text: string, name: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    tell(`Copied ${name}`);
  } catch (thrown) {
    tellFailure(`${name} was not copied`, asAppError(thrown));
  }
}
