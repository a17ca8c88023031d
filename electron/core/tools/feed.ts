import type { JobFeed } from '../doors.ts';
import type { JobLog } from '../exec/job-log.ts';
import type { JobRecord } from '../exec/job-record.ts';
import { messageOf } from '../exec/wire.ts';

/** What happens in a job, as messages; the job itself changes while they are read. */
export function feedOf(job: { readonly record: JobRecord; readonly log: JobLog }): JobFeed {
  return {
    lastId: job.log.lastId,
    page(after, most) {
      const { entries, missed, ended } = job.log.page(after, most);
      return { messages: entries.map((entry) => messageOf(job.record, entry)), missed, ended };
    },
    onMore: job.log.onMore,
  };
}
