import { Copy } from 'lucide-react';
import type { Agent } from '../../../shared/agent-state.ts';
import { useAnswer } from '../../client/use-answer.ts';
import { classes } from '../../lib/classes.ts';
import { copyText } from '../../lib/copy-text.ts';
import { formatCount, formatDuration } from '../../lib/format.ts';
import { IconButton } from '../../ui/button.tsx';
import { Section } from '../../ui/inspector.tsx';
import { ScrollBox } from '../../ui/scroll-box.tsx';
import track from '../../ui/waterfall.module.css';
import { useKnownNow } from '../components/since.tsx';
import { type HandshakeRow, type HandshakeRows, handshakeRows } from './handshake-rows.ts';
import css from './inspector-parts.module.css';
import { rawLines, rawText } from './raw-lines.ts';

const PLACE_WORDS = { skipped: 'not needed', ahead: 'not reached' } as const;

/** Where the time of connecting went, and what came over the wire before it was understood. */
export function HandshakeSection({ agent }: { readonly agent: Agent }) {
  const { id, sort, phases, state } = agent;
  const now = useKnownNow();
  const fresh = `${state} ${phases.length} ${agent.since}`;
  const answer = useAnswer('agent.handshake', sort === 'agent' ? { id } : null, id, fresh);
  if (phases.length === 0) return null;
  const shown = handshakeRows(agent, answer.value?.firstByteAt ?? null, now);
  const { value } = answer;
  // Of what was not started yet nothing can be said.
  const wasStarted = phases.some((phase) => phase.state === 'handshaking');
  return (
    <>
      <Section title="Handshake" right={<Outcome shown={shown} />}>
        <Scale totalMs={shown.totalMs} />
        <dl className={track['waterfall']} data-testid="handshake">
          {shown.rows.map((row) => (
            <Row key={row.name} row={row} />
          ))}
        </dl>
        {value?.line ? (
          <p className={css['line']}>
            First line read <code data-testid="handshake-line">{value.line}</code>
          </p>
        ) : null}
      </Section>
      {sort === 'agent' && wasStarted && value !== null ? <RawBytes raw={value.raw} bytes={value.bytes} /> : null}
    </>
  );
}

function Outcome({ shown: { outcome, totalMs } }: { readonly shown: HandshakeRows }) {
  if (outcome === 'ready') return `ready in ${formatDuration(totalMs)}`;
  return outcome === 'failed' ? `given up after ${formatDuration(totalMs)}` : `${formatDuration(totalMs)} so far`;
}

function Scale({ totalMs }: { readonly totalMs: number }) {
  return (
    <div className={track['scale']} aria-hidden>
      <span />
      <span className={track['track']}>
        <span>0</span>
        <span>{formatDuration(totalMs)}</span>
      </span>
    </div>
  );
}

function Row({ row: { name, ms, place, bars } }: { readonly row: HandshakeRow }) {
  const percent = (part: number): string => `${(part * 100).toFixed(2)}%`;
  const isMissing = place === 'skipped' || place === 'ahead';
  return (
    <div className={classes(track['row'], place === 'fault' && css['faulty'])} data-place={place}>
      <dt className={isMissing ? css['faint'] : undefined}>{name}</dt>
      <dd className={track['track']}>
        {bars.map(({ left, width, waits }) => (
          <span
            key={left}
            className={classes(track['bar'], place === 'fault' && css['fault'])}
            data-waits={waits || undefined}
            style={{ left: percent(Math.min(left, 0.99)), width: percent(width) }}
          />
        ))}
      </dd>
      <dd className={track['value']} data-missing={isMissing || undefined}>
        {isMissing ? PLACE_WORDS[place] : ms === null ? '' : formatDuration(ms)}
      </dd>
    </div>
  );
}

function RawBytes({ raw, bytes }: { readonly raw: string; readonly bytes: number }) {
  const lines = rawLines(raw);
  if (lines.length === 0) {
    return (
      <Section title="Raw bytes" right="none on stdout">
        <p className={css['soft']}>It printed nothing to stdout.</p>
      </Section>
    );
  }
  return (
    <Section
      title="Raw bytes"
      right={
        <>
          {formatCount(bytes)} on stdout
          <IconButton label="Copy as text" onClick={() => void copyText(rawText(raw), 'the first bytes')}>
            <Copy />
          </IconButton>
        </>
      }
    >
      <ScrollBox as="figure" label="First bytes of stdout" framed className={css['raw']} testId="raw-bytes">
        {lines.map(({ offset, hex, text }) => (
          <div key={offset} className={css['rawLine']}>
            <span className={css['faint']}>{offset}</span>
            <span className={css['hex']}>{hex}</span>
            <span className={css['rawText']}>{text}</span>
          </div>
        ))}
      </ScrollBox>
    </Section>
  );
}
