import type { KnownEvent } from '../../../shared/envelope.ts';
import { plural } from '../../lib/format.ts';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Section } from '../../ui/inspector.tsx';
import css from './inspector-parts.module.css';

type SettingsEvent = KnownEvent<'config.reloaded' | 'config.refused'>;

/** Which settings of the workspace changed, or why the file with them was refused. */
export function SettingsSection({ event }: { readonly event: SettingsEvent }) {
  if (event.type === 'config.refused') {
    return (
      <Section title="Refused" right="the settings before stay in force">
        <ErrorNote error={event.body.error} />
      </Section>
    );
  }
  const { changed, overrides, skipped } = event.body;
  return (
    <Section title="What changed" right={plural(changed.length, 'setting')}>
      <ul className={css['list']}>
        {changed.map((path) => (
          <li key={path} className={css['path']}>
            {path}
          </li>
        ))}
        {overrides.map((name) => (
          <li key={name} className={css['text']}>
            {name} of the environment is in force
          </li>
        ))}
        {skipped.map(({ name, why }) => (
          <li key={name} className={css['text']}>
            {name} was left out: {why}
          </li>
        ))}
      </ul>
    </Section>
  );
}
