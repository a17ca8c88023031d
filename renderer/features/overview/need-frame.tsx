import type { ReactNode } from 'react';
import { select } from '../../stores/ui-store.ts';
import { Glyph, type GlyphName } from '../../ui/glyph.tsx';
import css from './need.module.css';
import { needElementId } from './need-props.ts';

interface NeedFrameProps {
  readonly id: string;
  readonly isSelected: boolean;
  readonly glyph: GlyphName;
  /** The fact, in bold. */
  readonly title: string;
  /** Where it is, or what it is about, beside the fact. */
  readonly where?: ReactNode;
  /** When it began, at the right edge. */
  readonly when?: ReactNode;
  /** What is wrong and what to do, in a sentence or two. */
  readonly message?: ReactNode;
  /** Evidence: a frame, facts, a plan. */
  readonly children?: ReactNode;
  readonly acts?: ReactNode;
}

/** The anatomy of one thing that needs somebody: sign, fact, sentence, evidence, acts. */
export function NeedFrame(props: NeedFrameProps) {
  const { id, isSelected, glyph, title, where, when, message, children, acts } = props;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys of the list select too (j, k, arrows)
    <article
      id={needElementId(id)}
      className={css['need']}
      aria-label={title}
      aria-current={isSelected || undefined}
      data-testid={`need-${id}`}
      onClick={() => select('overview', id)}
    >
      <span className={css['glyph']}>
        <Glyph name={glyph} />
      </span>
      <header className={css['head']}>
        <h2 className={css['title']}>{title}</h2>
        <span className={css['where']}>{where}</span>
        <span className={css['when']}>{when}</span>
      </header>
      {message === undefined ? null : <div className={css['message']}>{message}</div>}
      {children === undefined ? null : <div className={css['body']}>{children}</div>}
      {acts === undefined ? null : <div className={css['acts']}>{acts}</div>}
    </article>
  );
}
