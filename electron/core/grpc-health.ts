/** `grpc.health.v1.Health/Check` (github.com/grpc/grpc-proto, health.proto): a name in, a number out. */
export const HEALTH_CHECK = '/grpc.health.v1.Health/Check';
export const HEALTH_STATUS = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'] as const;

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
