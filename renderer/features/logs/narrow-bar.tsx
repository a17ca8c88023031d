import { X } from 'lucide-react';
import { type Ref, useState } from 'react';
import { LOG_LEVELS, type LogChannel, type LogLevel, type LogPattern } from '../../../shared/log.ts';
import { formatClock, formatCount } from '../../lib/format.ts';
import { addPattern, type Narrowing, setNarrowing } from '../../stores/log-store.ts';
import css from './bars.module.css';
import type { ModelState } from './log-model.ts';
import { NarrowInput } from './narrow-input.tsx';
import { narrowingText } from './narrow-text.ts';

interface NarrowBarProps {
  readonly storeKey: string;
  readonly narrowing: Narrowing;
  readonly channels: readonly LogChannel[];
  readonly clearedAt: number | null;
  readonly state: ModelState | null;
  readonly onUnclear: () => void;
  readonly onLeave: () => void;
  readonly inputRef: Ref<HTMLInputElement>;
}

const LETTERS = { stdout: 'o', stderr: 'e', handshake: 'h', job: 'j', own: 's' } as const;

/** What narrows the lines: channels, levels, texts. It is kept for these items. */
export function NarrowBar(props: NarrowBarProps) {
  const { storeKey, narrowing, channels, clearedAt, state, onUnclear, onLeave, inputRef } = props;
  const { without, levels, include, exclude } = narrowing;
  const [typed, setTyped] = useState('');

  function toggleChannel(channel: LogChannel): void {
    const next = without.includes(channel) ? without.filter((one) => one !== channel) : [...without, channel];
    // Without any channel there would be nothing to show, and nothing that says why.
    setNarrowing(storeKey, { without: channels.every((one) => next.includes(one)) ? [] : next });
  }
  function toggleLevel(level: LogLevel): void {
    const now = levels ?? [];
    const next = now.includes(level) ? now.filter((one) => one !== level) : [...now, level];
    setNarrowing(storeKey, { levels: next.length === 0 || next.length === LOG_LEVELS.length ? null : next });
  }
  function remove(how: 'include' | 'exclude', pattern: LogPattern): void {
    setNarrowing(storeKey, { [how]: narrowing[how].filter((one) => one !== pattern) });
  }

  return (
    <div className={css['second']} data-testid="log-narrow-bar">
      {channels.length < 2 ? null : (
        <fieldset className={css['group']} aria-label="Channels" data-sort="without">
          {channels.map((channel) => (
            <button
              key={channel}
              type="button"
              className={css['chip']}
              aria-pressed={!without.includes(channel)}
              title={without.includes(channel) ? `Show ${channel}` : `Leave out ${channel}`}
              data-testid={`log-channel-${channel}`}
              onClick={() => toggleChannel(channel)}
            >
              <span className={css['letter']}>{LETTERS[channel]}</span> {channel}
            </button>
          ))}
        </fieldset>
      )}
      <fieldset className={css['group']} aria-label="Levels">
        {[...LOG_LEVELS].reverse().map((level) => (
          <button
            key={level}
            type="button"
            className={css['chip']}
            aria-pressed={levels?.includes(level) ?? false}
            title={levels?.includes(level) ? `No more ${level} than others` : `Only ${level}`}
            data-testid={`log-level-${level}`}
            onClick={() => toggleLevel(level)}
          >
            {level}
          </button>
        ))}
      </fieldset>
      <NarrowInput
        ref={inputRef}
        value={typed}
        onChange={setTyped}
        onAdd={(how, pattern) => addPattern(storeKey, how, pattern)}
        onLeave={onLeave}
      />
      {(['include', 'exclude'] as const).flatMap((how) =>
        (how === 'include' ? include : exclude).map((pattern) => (
          <Removable
            key={`${how} ${narrowingText(how, pattern)}`}
            text={narrowingText(how, pattern).replace(/^-/, '−')}
            label={`${how === 'include' ? 'only with' : 'without'} ${pattern.text}`}
            isBad={state?.refused?.where.startsWith(how) ? state.refused.message : null}
            onEdit={() => {
              remove(how, pattern);
              setTyped(narrowingText(how, pattern));
            }}
            onRemove={() => remove(how, pattern)}
          />
        )),
      )}
      {clearedAt === null ? null : (
        <Removable
          text={`cleared up to ${formatClock(clearedAt)}`}
          label="what was cleared away"
          isBad={null}
          onRemove={onUnclear}
          removeWords="Show all"
        />
      )}
      <span className={css['grow']} />
      <Counted state={state} isNarrowed={include.length + exclude.length > 0 || levels !== null} />
    </div>
  );
}

interface RemovableProps {
  readonly text: string;
  readonly label: string;
  /** Why it is not in force. */
  readonly isBad: string | null;
  readonly onEdit?: () => void;
  readonly onRemove: () => void;
  readonly removeWords?: string;
}

function Removable({ text, label, isBad, onEdit, onRemove, removeWords }: RemovableProps) {
  return (
    <span
      className={css['removable']}
      data-bad={isBad !== null || undefined}
      title={isBad ?? label}
      data-testid="log-chip"
    >
      {onEdit ? (
        <button type="button" className={css['chipText']} aria-label={`Change ${label}`} onClick={onEdit}>
          {text}
        </button>
      ) : (
        <span className={css['chipText']}>{text}</span>
      )}
      <button type="button" className={css['chipX']} aria-label={`Remove ${label}`} onClick={onRemove}>
        {removeWords ?? <X aria-hidden />}
      </button>
    </span>
  );
}

function Counted({ state, isNarrowed }: { readonly state: ModelState | null; readonly isNarrowed: boolean }) {
  if (!state?.known) return null;
  const part = state.lines === 0 ? 100 : Math.floor((state.scanned / state.lines) * 100);
  return (
    <span className={css['counted']} role="status" data-testid="log-counted">
      {state.done || part >= 100 ? '' : `looked through ${part} %, `}
      {state.leftOut === 0 ? '' : `without the oldest ${formatCount(state.leftOut)}, `}
      {isNarrowed ? `${formatCount(state.rows)} of ${formatCount(state.lines)}` : formatCount(state.rows)} rows
    </span>
  );
}
