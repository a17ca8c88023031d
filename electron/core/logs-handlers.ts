import type { logActions } from '../../shared/actions/log.ts';
import type { HandlersOf } from './dispatch.ts';
import type { LogReader } from './logs/reader.ts';

/** The questions about what processes wrote. */
export function logHandlers(reader: LogReader): HandlersOf<typeof logActions> {
  return {
    async 'log.streams'() {
      const streams = await reader.streams();
      return { streams: streams.sort((one, other) => (one.stream < other.stream ? -1 : 1)) };
    },
    async logs({ grep, around, after, before, limit, wait, ...spec }, { signal }) {
      const page = await reader.page(
        {
          spec: grep ? { ...spec, include: [...spec.include, grep] } : spec,
          ...(around === undefined ? {} : { around }),
          ...(after === undefined ? {} : { after }),
          ...(before === undefined ? {} : { before }),
          limit,
          wait,
        },
        signal,
      );
      return { ...page, rows: [...page.rows] };
    },
    'log.line': ({ stream, n, from }) => reader.line(stream, n, from),
  };
}
