import type { editingActions } from '../../../shared/actions/editing.ts';
import { AppError } from '../../../shared/errors.ts';
import type { HandlersOf } from '../dispatch.ts';
import type { ExternalEditor } from '../editor/external-editor.ts';
import { checkText, type TextToCheck } from './check-text.ts';
import { insideRoot, newPath } from './files.ts';
import type { HotSwap } from './hot-swap.ts';
import { kindSchema } from './kind-schema.ts';
import type { Kind } from './kinds/kind.ts';

/** The questions of a text editor, and the way to an editor outside of the app. */
export function editingHandlers(
  hotSwap: HotSwap,
  root: string,
  editor: ExternalEditor,
): HandlersOf<typeof editingActions> {
  const { entries, loader, context } = hotSwap;

  function kindOf(name: string): Kind {
    const kind = hotSwap.kinds.find((one) => one.dir === name);
    if (kind) return kind;
    const known = hotSwap.kinds.map((one) => one.dir).join(', ');
    throw new AppError('NOT_FOUND', `There is no kind ${name}.`, { hint: `Kinds: ${known}.` });
  }

  function fileOf(id: string): { readonly kind: Kind; readonly name: string; readonly path: string } {
    const entry = entries.get(id);
    if (!entry) throw new AppError('NOT_FOUND', `There is no definition ${id}.`);
    if (entry.serving === null) throw new AppError('NOT_FOUND', `${id} has no file.`);
    return { kind: entry.kind, name: entry.name, path: entry.serving };
  }

  function toCheck({ id, kind: dir = '', name = '', text }: CheckInput): TextToCheck {
    if (id !== undefined) return { ...fileOf(id), text };
    const kind = kindOf(dir);
    return { kind, name, path: newPath(kind, name), text };
  }

  return {
    async 'definition.check'(input, { signal }) {
      signal.throwIfAborted();
      const { faults, warnings } = await checkText(loader, toCheck(input));
      signal.throwIfAborted();
      const { masker } = context.journal;
      return { faults: masker.mask([...faults]), warnings: masker.mask([...warnings]) };
    },

    'kind.schema': ({ kind }) => {
      const { refers, ...rest } = kindSchema(kindOf(kind));
      return { ...rest, refers: refers.map(({ path, kinds }) => ({ path: [...path], kinds: [...kinds] })) };
    },

    'editor.external': () => editor.state(),

    async 'definition.openExternal'({ id, line = 1, column = 1 }, { caller }) {
      if (caller.door !== 'ui' && caller.door !== 'cli')
        throw new AppError('FORBIDDEN', 'Only you yourself can open your editor, from the app or the command line.');
      const { path } = fileOf(id);
      const { name, command } = await editor.open(await insideRoot(root, path), line, column);
      return { path, name, command: [...command] };
    },
  };
}

interface CheckInput {
  readonly id?: string | undefined;
  readonly kind?: string | undefined;
  readonly name?: string | undefined;
  readonly text: string;
}
