import type { LogStreamFacts } from '../../../shared/actions/log.ts';
import { AppError } from '../../../shared/errors.ts';
import { streamFacts } from './reader-facts.ts';
import { createReaderFiles } from './reader-files.ts';
import { createLineReader } from './reader-lines.ts';
import { readPage } from './reader-page.ts';
import type { Page, PageRequest } from './reader-protocol.ts';
import { scanLogs } from './reader-scan.ts';
import { createTables } from './reader-table.ts';
import { createSearcher } from './search-window.ts';

/** The lines of a workspace as they lie on disk, read by nobody else's leave: nothing is changed, nothing is waited for. */
export interface StoredLogs {
  streams(): LogStreamFacts[];
  /** A page of rows. @throws AppError INVALID_INPUT for a cursor or pattern that cannot be used */
  page(request: PageRequest): Promise<Page>;
  close(): void;
}

/** Looks at a folder of logs once. */
export function openStoredLogs(folder: string): StoredLogs {
  const files = createReaderFiles();
  const tables = createTables(folder, files);
  tables.take(scanLogs(folder, files));
  const source = {
    tables,
    searcher: createSearcher(tables, () => {}),
    reader: createLineReader(tables),
    pause: async () => {},
  };
  return {
    streams: () => streamFacts(tables),
    async page(request) {
      try {
        return await readPage(source, request);
      } catch (error) {
        throw error instanceof SyntaxError ? new AppError('INVALID_INPUT', error.message) : error;
      }
    },
    close: () => files.close(),
  };
}
