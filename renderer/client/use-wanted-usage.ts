import { useEffect } from 'react';
import { currentConnection } from './calls.ts';

/** Has what components use measured for as long as the caller is shown: it costs looks at the process table. */
export function useWantedUsage(): void {
  useEffect(() => {
    currentConnection()?.wantGauges(['usage']);
    return () => currentConnection()?.wantGauges([]);
  }, []);
}
