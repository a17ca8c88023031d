import { useAnswer } from '../../client/use-answer.ts';
import { copyText } from '../../lib/copy-text.ts';
import { formatPlace } from '../../lib/format.ts';
import { useWhyOff } from '../../stores/why-off.ts';
import { selectDefinition, useWorkspace } from '../../stores/workspace-store.ts';
import { openExternally } from './acts.ts';

/** The way to an editor outside of the app: opening it, or where that cannot be, copying the place. */
export interface External {
  /** Whether an editor is opened; the place is copied otherwise. */
  readonly opens: boolean;
  readonly label: string;
  /** Why the place is copied instead of opened; said on hover. */
  readonly note: string | undefined;
  readonly whyOff: string | undefined;
  readonly run: (line: number | null, column: number | null) => void;
}

/** How a definition is opened in an editor outside of the app. */
export function useExternal(id: string): External {
  const definition = useWorkspace(selectDefinition(id));
  const whyNotOpen = useWhyOff('definition.openExternal');
  const { value } = useAnswer('editor.external', {}, 'editor.external');
  const path = definition?.path ?? id;
  const noFile = definition?.disk ? undefined : 'there is no file';
  if (value?.name) {
    return {
      opens: true,
      label: `Open in ${value.name}`,
      note: undefined,
      whyOff: whyNotOpen ?? noFile,
      run: (line, column) => void openExternally(id, line, column),
    };
  }
  return {
    opens: false,
    label: 'Copy path:line',
    note: value?.why ?? undefined,
    whyOff: undefined,
    run: (line, column) => {
      const place = formatPlace({ path, line: line ?? undefined, column: column ?? undefined });
      void copyText(place, place);
    },
  };
}
