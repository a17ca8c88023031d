import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { fromEditorText, type LineEnds, lineEndsOf, toEditorText } from './line-ends.ts';

/** A text that somebody is changing: what it began from, and what it is now. */
export interface Draft {
  /** Hash of the file the change is based on: what a save expects to find. */
  readonly baseHash: string;
  /** That file as an editor box holds it. */
  readonly baseText: string;
  readonly text: string;
  readonly ends: LineEnds;
}

interface Drafts {
  readonly drafts: Readonly<Record<string, Draft>>;
}

/** Texts being changed, by definition: they outlive a look at another screen, not the page. */
export const draftStore = createStore<Drafts>(() => ({ drafts: {} }));

/** The draft of one definition, where somebody changed its text. */
export function useDraft(id: string): Draft | undefined {
  return useStore(draftStore, ({ drafts }) => (Object.hasOwn(drafts, id) ? drafts[id] : undefined));
}

/** A draft that says what the file says. */
export function draftOf(file: { readonly text: string; readonly hash: string }): Draft {
  const text = toEditorText(file.text);
  return { baseHash: file.hash, baseText: text, text, ends: lineEndsOf(file.text) };
}

/** Whether a draft says something else than its file. */
export function isChanged(draft: Draft | null | undefined): boolean {
  return draft !== null && draft !== undefined && draft.text !== draft.baseText;
}

/** Keeps what was typed. */
export function keepDraft(id: string, draft: Draft): void {
  draftStore.setState(({ drafts }) => ({ drafts: { ...drafts, [id]: draft } }));
}

/** The text is in the file now; what was typed since stays, based on it. */
export function draftSaved(id: string, text: string, hash: string): void {
  const { drafts } = draftStore.getState();
  const draft = drafts[id];
  if (draft) keepDraft(id, { ...draft, baseHash: hash, baseText: text });
}

/** Forgets what was typed. */
export function dropDraft(id: string): void {
  draftStore.setState(({ drafts }) => {
    const { [id]: _dropped, ...left } = drafts;
    return { drafts: left };
  });
}

/** The text a save writes: what was typed, with the line ends of the file. */
export function savedText(draft: Draft): string {
  return fromEditorText(draft.text, draft.ends);
}
