import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

/** Our tokens follow the theme of the page by themselves: one style serves both. Colour is left to what is at fault. */
const highlight = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--ink)', fontWeight: '600' },
  { tag: [tags.string, tags.content, tags.special(tags.string)], color: 'var(--ink-soft)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--ink)' },
  { tag: [tags.labelName, tags.typeName, tags.meta, tags.keyword], color: 'var(--ink)', textDecoration: 'underline' },
  { tag: [tags.separator, tags.punctuation, tags.squareBracket, tags.brace], color: 'var(--ink-faint)' },
  { tag: tags.comment, color: 'var(--ink-faint)', fontStyle: 'italic' },
]);

const FIELD = {
  height: 'var(--height-control)',
  margin: '0',
  padding: '0 var(--space-8)',
  border: '1px solid var(--line-edge)',
  borderRadius: 'var(--radius-control)',
  backgroundColor: 'var(--bg)',
  backgroundImage: 'none',
  color: 'var(--ink)',
  font: 'inherit',
} as const;

const POPUP = {
  border: '0',
  borderRadius: 'var(--radius-menu)',
  backgroundColor: 'var(--bg-pop)',
  boxShadow: 'var(--shadow-pop)',
  color: 'var(--ink)',
} as const;

const look = EditorView.theme({
  '&': { height: '100%', backgroundColor: 'var(--bg-inset)', color: 'var(--ink)' },
  '&.cm-focused': { outline: '2px solid var(--accent-ring)', outlineOffset: '-2px' },
  '.cm-scroller': { fontFamily: 'var(--font-mono)', fontSize: 'var(--size-12)', lineHeight: '20px' },
  '.cm-content': { padding: 'var(--space-4) 0', caretColor: 'var(--ink)' },
  '.cm-content:focus-visible': { boxShadow: 'none' },
  '.cm-line': { padding: '0 var(--space-8)' },
  '.cm-gutters': {
    borderRight: '1px solid var(--line)',
    backgroundColor: 'var(--bg-inset)',
    color: 'var(--ink-faint)',
  },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: '28px', padding: '0 var(--space-8) 0 var(--space-4)' },
  '.cm-activeLineGutter': { backgroundColor: 'var(--bg-active)', color: 'var(--ink)' },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': {
    backgroundColor: 'transparent',
    outline: '1px solid var(--line-control)',
  },
  '.cm-nonmatchingBracket, &.cm-focused .cm-nonmatchingBracket': {
    backgroundColor: 'transparent',
    outline: '1px dashed var(--bad)',
  },
  '.cm-searchMatch': { backgroundColor: 'var(--mark)', color: 'var(--mark-ink)' },
  '.cm-searchMatch *': { color: 'var(--mark-ink)' },
  '.cm-searchMatch-selected': { outline: '2px solid var(--accent-ring)' },
  '.cm-placeholder': { color: 'var(--ink-faint)' },

  '.cm-signs': { width: '18px' },
  '.cm-signs .cm-gutterElement': { display: 'flex', alignItems: 'center', justifyContent: 'center' },
  '.cm-sign': { width: '10px', height: '10px' },
  '.cm-sign-error': {
    backgroundColor: 'var(--bad)',
    clipPath: 'polygon(50% 0, 100% 50%, 50% 100%, 0 50%)',
  },
  '.cm-sign-warning': { backgroundColor: 'var(--warn)', clipPath: 'polygon(50% 6%, 100% 94%, 0 94%)' },
  '.cm-line-error': { backgroundColor: 'var(--bad-tint)', boxShadow: 'inset 2px 0 0 var(--bad)' },
  '.cm-line-warning': { backgroundColor: 'var(--warn-tint)', boxShadow: 'inset 2px 0 0 var(--warn)' },
  '.cm-lintRange': { paddingBottom: '0' },
  '.cm-lintRange-error, .cm-lintRange-warning': { backgroundImage: 'none', textDecorationLine: 'underline' },
  '.cm-lintRange-error': { textDecorationStyle: 'wavy', textDecorationColor: 'var(--bad)' },
  '.cm-lintRange-warning': { textDecorationStyle: 'dotted', textDecorationColor: 'var(--warn)' },
  '.cm-lintRange-active': { backgroundColor: 'transparent' },
  '.cm-lintPoint-error:after, .cm-lintPoint-warning:after': { borderBottomColor: 'var(--bad)' },

  '.cm-tooltip': { ...POPUP, maxWidth: '460px', fontFamily: 'var(--font-ui)', fontSize: 'var(--size-12)' },
  '.cm-tooltip-lint': { padding: 'var(--space-4) 0' },
  '.cm-diagnostic': {
    padding: 'var(--space-4) var(--space-12)',
    borderLeft: '0',
    marginLeft: '0',
    whiteSpace: 'pre-wrap',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { maxHeight: '216px', fontFamily: 'var(--font-mono)' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': {
    display: 'flex',
    gap: 'var(--space-12)',
    padding: '2px var(--space-8)',
    lineHeight: '20px',
  },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { backgroundColor: 'var(--accent-select)', color: 'var(--ink)' },
  '.cm-completionLabel': { flex: '1 0 auto' },
  '.cm-completionMatchedText': { fontWeight: '600', textDecoration: 'none' },
  '.cm-completionDetail': {
    marginLeft: '0',
    color: 'var(--ink-soft)',
    fontFamily: 'var(--font-ui)',
    fontStyle: 'normal',
  },
  '.cm-tooltip.cm-completionInfo': { padding: 'var(--space-8)', whiteSpace: 'pre-wrap' },

  '.cm-panels': {
    borderBottom: '1px solid var(--line)',
    backgroundColor: 'var(--bg-chrome)',
    color: 'var(--ink)',
    fontSize: 'var(--size-12)',
  },
  '.cm-panels.cm-panels-top': { borderBottom: '1px solid var(--line)' },
  '.cm-panel.cm-search, .cm-panel.cm-gotoLine': {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: 'var(--space-6)',
    padding: 'var(--space-4) var(--space-32) var(--space-4) var(--space-8)',
    fontFamily: 'var(--font-ui)',
    fontSize: 'var(--size-12)',
  },
  '.cm-panel.cm-search br': { display: 'none' },
  '.cm-panel.cm-search label': { display: 'flex', alignItems: 'center', gap: 'var(--space-4)', fontSize: 'inherit' },
  '.cm-textfield': { ...FIELD, fontSize: 'var(--size-12)' },
  '.cm-button': { ...FIELD, fontSize: 'var(--size-12)', '&:active': { backgroundImage: 'none' } },
  '.cm-panel.cm-search [name=close]': { top: '4px', right: '8px', width: '24px', height: '24px', color: 'var(--ink)' },
});

/** How the editor looks: our tokens, in either theme. */
export const editorTheme: Extension = [look, syntaxHighlighting(highlight)];
