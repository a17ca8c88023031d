import type { Client } from '@grpc/grpc-js';
import type { ProbeSpec } from '../component.ts';
import { bad, good, type ProbeAnswer } from './answer.ts';

/** `grpc.health.v1.Health/Check` (github.com/grpc/grpc-proto, health.proto): a name in, a number out. */
const CHECK = '/grpc.health.v1.Health/Check';
const STATUS = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'] as const;

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
    const call = client.makeUnaryRequest(CHECK, encodeRequest, decodeStatus, service, (error, status) => {
      signal.removeEventListener('abort', give);
      if (error) resolve(bad(`${address}: ${error.details || error.message}`));
      else if (status === 1) resolve(good(`${address} is SERVING${of}`));
      else resolve(bad(`${address} says ${STATUS[status ?? 0] ?? `status ${status}`}${of}`));
    });
    function give(): void {
      call.cancel();
      reject(signal.reason);
    }
    signal.addEventListener('abort', give, { once: true });
  });
}

/** `message HealthCheckRequest { string service = 1; }` in the protocol buffers encoding. */
export function encodeRequest(service: string): Buffer {
  const text = Buffer.from(service, 'utf8');
  if (text.length === 0) return Buffer.alloc(0);
  const length: number[] = [];
  for (let left = text.length; ; left >>>= 7) {
    if (left < 0x80) {
      length.push(left);
      break;
    }
    length.push((left & 0x7f) | 0x80);
  }
  return Buffer.concat([Buffer.from([0x0a, ...length]), text]);
}

/** `message HealthCheckResponse { ServingStatus status = 1; }`: the number; 0 when the field is left out. */
export function decodeStatus(bytes: Buffer): number {
  return bytes[0] === 0x08 ? (bytes[1] ?? 0) : 0;
}
