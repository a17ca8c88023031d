import { toggleTabFocusMode } from '@codemirror/commands';
import { type Command, EditorView } from '@codemirror/view';

const KEPT = 'signalbox.tab-indents';

/** Whether the Tab key indents, as somebody chose in this browser; it leaves the field otherwise, as everywhere. */
export function tabIndents(storage: Storage): boolean {
  return storage.getItem(KEPT) === 'yes';
}

/** Switches between leaving the field and indenting, keeps the choice, and says it to screen readers. */
export function switchTabKey(storage: Storage): Command {
  return (view) => {
    const indents = !tabIndents(storage);
    storage.setItem(KEPT, indents ? 'yes' : 'no');
    toggleTabFocusMode(view);
    const words = indents ? 'Tab indents now; Escape, then Tab leaves the text.' : 'Tab leaves the text now.';
    view.dispatch({ effects: EditorView.announce.of(words) });
    return true;
  };
}
