import { use } from 'react';
import { isEnded, type JobStatus } from '../../../shared/job-state.ts';
import { Glyph } from '../../ui/glyph.tsx';
import { StaleContext } from '../../ui/stale.ts';
import { jobLook } from './job-look.ts';

/** The sign of a job's state. What has ended stays so, also while nothing newer is known. */
export function JobGlyph({
  status,
  cancelling = false,
}: {
  readonly status: JobStatus;
  readonly cancelling?: boolean;
}) {
  const isStale = use(StaleContext);
  return (
    <StaleContext value={isStale && !isEnded(status)}>
      <Glyph name={jobLook(status, cancelling).glyph} />
    </StaleContext>
  );
}
