import { Button } from '../../ui/button.tsx';
import { cancelCall, type ToolCall } from './call-store.ts';

interface CancelCallProps {
  readonly server: string;
  readonly call: ToolCall;
}

/** Cancels a call that goes on; it stands until the core says how the call ended. */
export function CancelCall({ server, call }: CancelCallProps) {
  return (
    <Button
      kind="quiet"
      busy={call.isCancelling ? 'Cancelling' : undefined}
      onClick={() => cancelCall(server, call.n)}
      testId="tool-cancel"
    >
      Cancel the call
    </Button>
  );
}
