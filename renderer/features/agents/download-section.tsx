import type { Agent } from '../../../shared/agent-state.ts';
import { formatBytes } from '../../lib/format.ts';
import { useGauge } from '../../stores/gauge-store.ts';
import { Section } from '../../ui/inspector.tsx';
import css from './inspector-parts.module.css';

/** How far the program of an agent is fetched: bytes of how many, and how fast. */
export function DownloadSection({ agent }: { readonly agent: Agent }) {
  const download = useGauge('downloads')?.[agent.id];
  if (agent.state !== 'downloading' || download === undefined) return null;
  const { bytes, total, rate } = download;
  const words = total === null ? formatBytes(bytes) : `${formatBytes(bytes)} of ${formatBytes(total)}`;
  return (
    <Section title="Download" right={`${formatBytes(Math.round(rate))}/s`}>
      <progress
        className={css['progress']}
        aria-label="Downloaded"
        data-testid="agent-download"
        {...(total === null ? {} : { value: bytes, max: total })}
      />
      <p className={css['soft']}>
        {words}
        {total === null ? ', size not known' : ''}
      </p>
    </Section>
  );
}
