import { useState } from 'react';
import type { Agent } from '../../../shared/agent-state.ts';
import { copyText } from '../../lib/copy-text.ts';
import { formatDuration, formatElapsed } from '../../lib/format.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Glyph, type GlyphName } from '../../ui/glyph.tsx';
import { JsonTree } from '../../ui/json-tree.tsx';
import { ScrollBox } from '../../ui/scroll-box.tsx';
import { StaleContext } from '../../ui/stale.ts';
import { Time } from '../../ui/time.tsx';
import { useKnownNow } from '../components/since.tsx';
import css from './call-history.module.css';
import { type Piece, readResult } from './call-result.ts';
import { type Failure, forgetCalls, type ToolCall, useCalls } from './call-store.ts';

interface CallHistoryProps {
  readonly agent: Agent;
  /** Only calls of this tool; of all tools when it is missing. */
  readonly tool?: string;
}

/** The calls that were made from this page, newest first; the newest is open. */
export function CallHistory({ agent, tool }: CallHistoryProps) {
  const all = useCalls(agent.id);
  const calls = tool === undefined ? all : all.filter((call) => call.tool === tool);
  const [open, setOpen] = useState<number | null>(null);
  const newest = calls[0]?.n ?? null;
  if (calls.length === 0) return null;
  return (
    <section className={css['history']} aria-label="Calls from this page" data-testid="call-history">
      <header className={css['head']}>
        <h2 className={css['title']}>Calls from this page</h2>
        <Button kind="quiet" onClick={() => forgetCalls(agent.id)} testId="calls-forget">
          Forget
        </Button>
      </header>
      <StaleContext value={false}>
        {calls.map((call) => {
          const isOpen = (open ?? newest) === call.n;
          return (
            <article key={call.n} className={css['call']} data-testid={`call-${call.n}`}>
              <button
                type="button"
                className={css['line']}
                aria-expanded={isOpen}
                onClick={() => setOpen(isOpen ? -1 : call.n)}
              >
                <Glyph name={outcomeOf(call).glyph} />
                <span>{outcomeOf(call).word}</span>
                <span className={css['given']}>{tool === undefined ? call.tool : JSON.stringify(call.given)}</span>
                <span className={css['faint']}>
                  <Time at={call.at} mode="clock" />
                </span>
                <span className={css['took']}>
                  <Took call={call} />
                </span>
              </button>
              {isOpen ? <CallDetail call={call} /> : null}
            </article>
          );
        })}
      </StaleContext>
    </section>
  );
}

function Took({ call }: { readonly call: ToolCall }) {
  const now = useKnownNow();
  return call.end === null ? formatElapsed(now - call.at) : formatDuration(call.end.ms);
}

const FAILURES: Readonly<Record<Failure, { readonly glyph: GlyphName; readonly word: string }>> = {
  cancelled: { glyph: 'disabled', word: 'cancelled' },
  'timed-out': { glyph: 'backing-off', word: 'timed out' },
  failed: { glyph: 'failed', word: 'no answer' },
};

function outcomeOf({ end, isCancelling }: ToolCall): { readonly glyph: GlyphName; readonly word: string } {
  if (end === null) return { glyph: 'starting', word: isCancelling ? 'cancelling' : 'in flight' };
  if (end.outcome !== 'answered') return FAILURES[end.outcome];
  return end.isError ? { glyph: 'warning', word: 'the tool failed' } : { glyph: 'ok', word: 'answered' };
}

function CallDetail({ call }: { readonly call: ToolCall }) {
  const { end, given, timeoutMs } = call;
  if (end === null) {
    return (
      <div className={css['detail']}>
        <p className={css['faint']}>
          Waits {formatDuration(timeoutMs)} for an answer, and anew after each sign of progress.
        </p>
      </div>
    );
  }
  if (end.outcome !== 'answered') {
    return (
      <div className={css['detail']} data-testid="call-failure" data-outcome={end.outcome}>
        {end.outcome === 'cancelled' ? (
          <p>
            {end.error.message} {end.error.hint}
          </p>
        ) : (
          <ErrorNote error={end.error} />
        )}
      </div>
    );
  }
  const { pieces, structured } = readResult(end.body);
  return (
    <div className={css['detail']} data-testid="call-result" data-error={end.isError || undefined}>
      {end.isError ? <p className={css['failed']}>The tool says itself that it failed:</p> : null}
      {pieces.map((piece, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one fixed answer
        <PieceView key={index} piece={piece} />
      ))}
      {structured === undefined ? null : (
        <>
          <p className={css['faint']}>structured</p>
          <JsonTree value={structured} label="Structured content" />
        </>
      )}
      {pieces.length === 0 && structured === undefined ? <p className={css['faint']}>An empty answer.</p> : null}
      <div className={css['acts']}>
        <Button kind="quiet" onClick={() => void copyText(end.body, 'the answer as JSON')} testId="call-copy">
          Copy JSON
        </Button>
        <Button kind="quiet" onClick={() => void copyText(JSON.stringify(given), 'the arguments')}>
          Copy arguments
        </Button>
      </div>
    </div>
  );
}

function PieceView({ piece }: { readonly piece: Piece }) {
  switch (piece.sort) {
    case 'text':
      return <Text label="Text of the answer" text={piece.text} />;
    case 'image':
      return (
        <img
          className={css['picture']}
          src={`data:${piece.mime};base64,${piece.data}`}
          alt={`What the tool answered, ${piece.mime}`}
        />
      );
    case 'sound':
      return (
        // biome-ignore lint/a11y/useMediaCaption: whatever a tool answers has no captions
        <audio controls src={`data:${piece.mime};base64,${piece.data}`} aria-label={`Sound, ${piece.mime}`} />
      );
    case 'resource':
      return (
        <div>
          <p className={css['uri']}>
            {piece.uri} <span className={css['faint']}>{piece.mime ?? ''}</span>
          </p>
          {piece.text === null ? null : <Text label={`Text of ${piece.uri}`} text={piece.text} />}
        </div>
      );
    case 'other':
      return <JsonTree value={piece.value} label="Part of the answer" />;
  }
}

function Text({ label, text }: { readonly label: string; readonly text: string }) {
  return (
    <ScrollBox as="pre" label={label} framed className={css['text']}>
      {text}
    </ScrollBox>
  );
}
