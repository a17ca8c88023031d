import type { Envelope } from '../../../shared/envelope.ts';
import { formatPosition } from '../../../shared/position.ts';
import type { Journal } from './journal.ts';

/** Takes in the events of other hosts: each is appended here once, whatever is delivered twice. */
export interface RemoteIntake {
  /** Appends an event of another host; answers its position here, or null when it was known. */
  receive(event: Envelope): string | null;
}

/** Makes the intake; what earlier sessions took in is read back first. */
export async function createRemoteIntake(journal: Journal): Promise<RemoteIntake> {
  const last = new Map<string, { epoch: string; seq: number }>();
  const seen = new Set<string>();
  for (const text of (await journal.store?.read({ types: ['remote'], limit: 500_000, newest: false })) ?? [])
    note((JSON.parse(text) as Envelope).body as Envelope);

  function note({ host, epoch, seq }: Pick<Envelope, 'host' | 'epoch' | 'seq'>): boolean {
    const before = last.get(host);
    if (before?.epoch === epoch ? seq <= before.seq : seen.has(`${host}/${epoch}`)) return false;
    seen.add(`${host}/${epoch}`);
    last.set(host, { epoch, seq });
    return true;
  }

  return {
    receive(event) {
      const { host, epoch, seq } = event;
      if (host === journal.host || !note(event)) return null;
      const cause = event.cause ?? `${host}/${formatPosition({ epoch, seq })}`;
      return journal.append({
        type: 'remote',
        subject: `host:${host}`,
        cause: cause.includes('/') ? cause : `${host}/${cause}`,
        body: { host, epoch, seq, event: { ...event } },
      });
    },
  };
}
