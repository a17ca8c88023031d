import { EditorView } from '@codemirror/view';
import { act, fireEvent, screen } from '@testing-library/react';

/** The editor that stands on the page. */
export async function editor(): Promise<EditorView> {
  const view = EditorView.findFromDOM(await screen.findByTestId('definition-text'));
  if (!view) throw new Error('There is no editor.');
  return view;
}

/** The text the editor shows. */
export async function shownText(): Promise<string> {
  return (await editor()).state.doc.toString();
}

/** Replaces the whole text, as somebody who types does. */
export async function typeText(text: string): Promise<void> {
  const view = await editor();
  act(() => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, userEvent: 'input.type' }));
}

/** Presses Ctrl+S in the editor. */
export async function saveByKey(): Promise<void> {
  fireEvent.keyDown((await editor()).contentDOM, { key: 's', code: 'KeyS', ctrlKey: true });
}

/** Line and column of the caret, from 1. */
export async function caret(): Promise<string> {
  const { state } = await editor();
  const { head } = state.selection.main;
  const line = state.doc.lineAt(head);
  return `${line.number}:${head - line.from + 1}`;
}
