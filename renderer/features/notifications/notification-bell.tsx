import { Popover } from '@base-ui/react/popover';
import { Bell, BellOff } from 'lucide-react';
import { useState } from 'react';
import { formatCount, plural } from '../../lib/format.ts';
import {
  clearTold,
  readAll,
  selectQuiet,
  selectTold,
  selectUnread,
  setQuiet,
  toggleMuted,
  useNotices,
} from '../../stores/notice-store.ts';
import { openOn, showView } from '../../stores/ui-store.ts';
import { Button } from '../../ui/button.tsx';
import { Glyph } from '../../ui/glyph.tsx';
import rows from '../../ui/rows.module.css';
import { StaleContext } from '../../ui/stale.ts';
import { Time } from '../../ui/time.tsx';
import type { Told } from '../../words/notice-rules.ts';
import css from './notification-bell.module.css';

/** What changed for the worse or became well again, one line per cause; how many were not read stands on the bell. */
export function NotificationBell() {
  const [isOpen, setIsOpen] = useState(false);
  const unread = useNotices(selectUnread);
  const quiet = useNotices(selectQuiet);
  const label = unread === 0 ? 'Notifications' : `Notifications, ${formatCount(unread)} not read`;
  const Icon = quiet === null ? Bell : BellOff;

  function onOpen(next: boolean): void {
    setIsOpen(next);
    if (!next) readAll();
  }

  return (
    <Popover.Root open={isOpen} onOpenChange={onOpen}>
      <Popover.Trigger
        render={<button type="button" className={css['bell']} aria-label={label} title={label} data-testid="bell" />}
      >
        <Icon aria-hidden />
        {unread === 0 ? null : (
          <span className={css['count']} aria-hidden="true">
            {unread > 99 ? '99+' : unread}
          </span>
        )}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner align="end" sideOffset={6} className={css['positioner']}>
          <Popover.Popup className={css['popup']} aria-label="Notifications" data-testid="notifications">
            <List onLeave={() => onOpen(false)} />
            <QuietHours />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

function List({ onLeave }: { readonly onLeave: () => void }) {
  const told = useNotices(selectTold);
  return (
    <>
      <div className={css['head']}>
        <h2 className={css['title']}>Notifications</h2>
        {told.length === 0 ? null : (
          <Button kind="quiet" onClick={clearTold} testId="notifications-clear">
            Clear {plural(told.length, 'line')}
          </Button>
        )}
      </div>
      {told.length === 0 ? (
        <p className={css['nothing']}>Nothing has changed for the worse.</p>
      ) : (
        <ul className={css['list']}>
          {told.map((each) => (
            <Line key={each.cause} told={each} onLeave={onLeave} />
          ))}
        </ul>
      )}
    </>
  );
}

function Line({ told, onLeave }: { readonly told: Told; readonly onLeave: () => void }) {
  const { cause, component, kind, glyph, text, at, isRead } = told;
  function open(): void {
    onLeave();
    if (component !== null && cause.startsWith('component:')) openOn('components', component);
    else showView('overview');
  }
  return (
    <li className={css['line']} data-unread={!isRead || undefined} data-testid={`told-${cause}`}>
      <StaleContext value={false}>
        <Glyph name={glyph} title={kind === 'recovered' ? 'recovered' : 'wrong'} />
      </StaleContext>
      <button type="button" className={rows['link']} onClick={open}>
        {text}
      </button>
      <span className={css['when']}>
        <Time at={at} mode="ago" />
        {component === null ? null : (
          <button
            type="button"
            className={rows['link']}
            title={`Tell nothing more about ${component}`}
            onClick={() => toggleMuted(component)}
          >
            mute
          </button>
        )}
      </span>
    </li>
  );
}

const USUAL = { from: '22:00', to: '07:00' } as const;

/** Hours in which nothing is counted as unread, and the components that are muted. */
function QuietHours() {
  const quiet = useNotices(selectQuiet);
  const muted = useNotices((state) => state.muted);
  return (
    <div className={css['foot']}>
      <label className={css['quiet']}>
        <input
          type="checkbox"
          checked={quiet !== null}
          onChange={() => setQuiet(quiet === null ? USUAL : null)}
          data-testid="quiet-hours"
        />
        Quiet hours
      </label>
      {quiet === null ? null : (
        <span className={css['hours']}>
          <input
            type="time"
            aria-label="Quiet from"
            value={quiet.from}
            onChange={(event) => setQuiet({ ...quiet, from: event.currentTarget.value })}
          />
          to
          <input
            type="time"
            aria-label="Quiet until"
            value={quiet.to}
            onChange={(event) => setQuiet({ ...quiet, to: event.currentTarget.value })}
          />
        </span>
      )}
      {[...muted].map((name) => (
        <Button key={name} kind="quiet" title={`Tell about ${name} again`} onClick={() => toggleMuted(name)}>
          {name} muted ×
        </Button>
      ))}
    </div>
  );
}
