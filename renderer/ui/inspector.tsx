import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from './button.tsx';
import { Glyph, type GlyphName } from './glyph.tsx';
import css from './inspector.module.css';
import { ScrollBox } from './scroll-box.tsx';

interface InspectorProps {
  readonly title: string;
  readonly subtitle?: ReactNode;
  readonly glyph?: GlyphName | undefined;
  readonly actions?: ReactNode;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** The facts of what is selected, right of its list and never over it. */
export function Inspector({ title, subtitle, glyph, actions, onClose, children }: InspectorProps) {
  return (
    <aside className={css['inspector']} aria-label={title} data-testid="inspector">
      <header className={css['header']}>
        <div className={css['line']}>
          {glyph === undefined ? null : <Glyph name={glyph} />}
          <h2 className={css['title']} title={title}>
            {title}
          </h2>
          <IconButton label="Close" keys="Esc" onClick={onClose}>
            <X />
          </IconButton>
        </div>
        {subtitle === undefined ? null : <div className={css['subtitle']}>{subtitle}</div>}
        {actions === undefined ? null : <div className={css['actions']}>{actions}</div>}
      </header>
      <ScrollBox as="section" label={`Details of ${title}`} className={css['body']}>
        {children}
      </ScrollBox>
    </aside>
  );
}

interface SectionProps {
  readonly title: string;
  readonly right?: ReactNode;
  readonly children: ReactNode;
}

/** One group of facts under a small heading. */
export function Section({ title, right, children }: SectionProps) {
  return (
    <section className={css['section']}>
      <h3 className={css['sectionTitle']}>
        {title}
        {right === undefined ? null : <span className={css['sectionRight']}>{right}</span>}
      </h3>
      {children}
    </section>
  );
}
