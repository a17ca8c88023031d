import type { WireError } from '../../../shared/errors.ts';
import type { Warning } from '../../../shared/events/fields.ts';
import type { EditorMark } from '../../ui/code-editor/editor-types.ts';

/** A fault or warning of a text as it is listed; `place` is null where it has no line. */
export interface TextProblem {
  readonly level: EditorMark['level'];
  readonly message: string;
  readonly hint: string;
  readonly place: { readonly line: number; readonly column: number } | null;
}

/** Faults and warnings in the order of the text; what has no place comes first. */
export function textProblems(faults: readonly WireError[], warnings: readonly Warning[]): TextProblem[] {
  const found: TextProblem[] = [
    ...faults.map(({ message, hint, at }) => ({ level: 'error' as const, message, hint, place: placeOf(at ?? {}) })),
    ...warnings.map((warning) => ({
      level: 'warning' as const,
      message: warning.message,
      hint: '',
      place: placeOf(warning),
    })),
  ];
  const order = ({ place }: TextProblem): number => (place === null ? 0 : place.line * 1e6 + place.column);
  return found.sort((one, other) => order(one) - order(other));
}

/** The problems that can be shown in the text itself. */
export function marksOf(problems: readonly TextProblem[]): EditorMark[] {
  return problems.flatMap(({ level, message, place }) => (place === null ? [] : [{ level, message, ...place }]));
}

/** How many problems there are, in words: `1 error, 2 warnings`. */
export function countWords(problems: readonly TextProblem[]): string {
  const count = (level: TextProblem['level']): number => problems.filter((one) => one.level === level).length;
  const words = (['error', 'warning'] as const).map((level) => {
    const found = count(level);
    return found === 0 ? '' : `${found} ${level}${found === 1 ? '' : 's'}`;
  });
  return words.filter((one) => one !== '').join(', ') || 'No problems';
}

function placeOf(at: { readonly line?: number | undefined; readonly column?: number | undefined }) {
  return at.line === undefined ? null : { line: at.line, column: at.column ?? 1 };
}
