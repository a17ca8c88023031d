import { X } from 'lucide-react';
import { useMemo } from 'react';
import { tableEntries } from '../../../shared/table.ts';
import { actAndTell } from '../../client/calls.ts';
import { useWhyOff } from '../../stores/why-off.ts';
import { selectNotices, useWorkspace } from '../../stores/workspace-store.ts';
import { Button } from '../../ui/button.tsx';
import type { GlyphName } from '../../ui/glyph.tsx';
import { Time } from '../../ui/time.tsx';
import { Banner } from './banner.tsx';

const LOOKS: Readonly<Record<'info' | 'warning' | 'error', { glyph: GlyphName; tone: 'off' | 'warn' | 'bad' }>> = {
  info: { glyph: 'connected', tone: 'off' },
  warning: { glyph: 'warning', tone: 'warn' },
  error: { glyph: 'failed', tone: 'bad' },
};

/** The core's own notices, oldest first, until they are mended or dismissed. */
export function NoticeBanners() {
  const notices = useWorkspace(selectNotices);
  const reason = useWhyOff('notice.dismiss');
  const shown = useMemo(() => [...tableEntries(notices)].sort(([, left], [, right]) => left.at - right.at), [notices]);
  return shown.map(([id, notice]) => (
    <Banner
      key={id}
      id={`notice-${id}`}
      glyph={LOOKS[notice.level].glyph}
      tone={LOOKS[notice.level].tone}
      right={
        <>
          <Time at={notice.at} mode="clock" />
          <Button
            kind="quiet"
            icon={<X aria-hidden />}
            disabledReason={reason}
            onClick={() =>
              void actAndTell('notice.dismiss', { id }, { done: 'Notice dismissed', failed: 'Notice not dismissed' })
            }
          >
            Dismiss
          </Button>
        </>
      }
    >
      {notice.text}
    </Banner>
  ));
}
