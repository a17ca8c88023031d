import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { MessageRing } from './message-ring.ts';

/** Another transport, with everything that passes it kept in the ring. */
export function recordedTransport(inner: Transport, ring: MessageRing): Transport {
  const outer: Transport = {
    async start() {
      inner.onclose = () => outer.onclose?.();
      inner.onerror = (error) => outer.onerror?.(error);
      inner.onmessage = (message, extra) => {
        ring.add('in', message, Buffer.byteLength(JSON.stringify(message)));
        outer.onmessage?.(message, extra);
      };
      await inner.start();
    },
    send(message, options) {
      ring.add('out', message, Buffer.byteLength(JSON.stringify(message)));
      return inner.send(message, options);
    },
    close: () => inner.close(),
    setProtocolVersion: (version) => inner.setProtocolVersion?.(version),
    get sessionId() {
      return inner.sessionId;
    },
  } as Transport;
  return outer;
}
