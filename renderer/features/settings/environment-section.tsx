import { Glyph } from '../../ui/glyph.tsx';
import css from './settings.module.css';
import type { SettingsAnswer } from './use-settings.ts';

/** Variables that are in force, and every variable and key that is not used, each with the reason. */
export function EnvironmentSection({ config }: { readonly config: SettingsAnswer['config'] }) {
  const { overrides, skipped } = config;
  return (
    <section aria-label="Environment overrides" className={css['section']} data-testid="overrides">
      <h2 className={css['group']}>Environment overrides</h2>
      {overrides.length === 0 ? (
        <p className={css['soft']}>
          None is in force. <code>SIGNALBOX_CONFIG_HOLD_THRESHOLD=5</code> would set <code>hold.threshold</code>.
        </p>
      ) : null}
      <ul>
        {overrides.map(({ name, path }) => (
          <li key={name} className={css['fact']}>
            <Glyph name="running" title="In force" />
            <code>{name}</code>
            <span>
              in force, sets <code>{path}</code>
            </span>
          </li>
        ))}
        {skipped.map(({ name, why }) => (
          <li key={`${name} ${why}`} className={css['fact']} data-testid="skipped">
            <Glyph name="warning" title="Not used" />
            <code>{name}</code>
            <span>not used: {why}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
