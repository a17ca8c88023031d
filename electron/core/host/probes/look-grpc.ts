import type { Client } from '@grpc/grpc-js';
import { decodeStatus, encodeRequest, HEALTH_CHECK, HEALTH_STATUS } from '../../grpc-health.ts';
import type { ProbeSpec } from '../component.ts';
import { bad, good, type ProbeAnswer } from './answer.ts';

/** Asks a server for its health, or that of one of its services. Good is SERVING. */
export async function lookGrpc(
  { address, service }: Extract<ProbeSpec['how'], { sort: 'grpc' }>,
  signal: AbortSignal,
): Promise<ProbeAnswer> {
  // Loaded when it is needed first: it is large, and few components speak it.
  const grpc = await import('@grpc/grpc-js');
  const client = new grpc.Client(address, grpc.credentials.createInsecure(), {
    // Two probes of one address must not share what one of them has broken.
    'grpc.use_local_subchannel_pool': 1,
  });
  try {
    return await ask(client, address, service, signal);
  } finally {
    client.close();
  }
}

function ask(client: Client, address: string, service: string, signal: AbortSignal): Promise<ProbeAnswer> {
  const of = service === '' ? '' : ` for ${service}`;
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const call = client.makeUnaryRequest(HEALTH_CHECK, encodeRequest, decodeStatus, service, (error, status) => {
      signal.removeEventListener('abort', give);
      if (error) resolve(bad(`${address}: ${error.details || error.message}`));
      else if (status === 1) resolve(good(`${address} is SERVING${of}`));
      else resolve(bad(`${address} says ${HEALTH_STATUS[status ?? 0] ?? `status ${status}`}${of}`));
    });
    function give(): void {
      call.cancel();
      reject(signal.reason);
    }
    signal.addEventListener('abort', give, { once: true });
  });
}
