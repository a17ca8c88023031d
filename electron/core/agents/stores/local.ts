import { accessSync, constants, readdirSync, statSync } from 'node:fs';
import { AgentError } from '../agent-error.ts';
import { type AgentPlaces, agentFile, agentFolder } from '../places.ts';
import type { AgentReference } from '../reference.ts';
import { isVersion, newestOf } from '../versions.ts';

/** The program of an agent on this machine, by the computed path of each base; null when there is none to run. */
export function downloaded(places: AgentPlaces, reference: AgentReference): string | null {
  return places.bases.map((base) => agentFile(base, reference)).find(isProgram) ?? null;
}

/** The newest version of an agent that lies on this machine. Throws STORE_MISSING when none does. */
export function findLocalLatest(places: AgentPlaces, reference: AgentReference): AgentReference {
  const start = `${reference.name}__`;
  const versions = places.bases
    .flatMap((base) => namesIn(agentFolder(base, reference)))
    .flatMap((name) => (name.startsWith(start) ? [name.slice(start.length)] : []));
  const version = newestOf(versions);
  if (version !== null) return { ...reference, version };
  const others = versions.filter((one) => !isVersion(one));
  throw new AgentError(
    'STORE_MISSING',
    `No version of ${reference.publisher}/${reference.name} lies on this machine${others.length > 0 ? ' (what is there has no version of three numbers)' : ''}.`,
    { remedy: `Put one into ${agentFolder(places.install, reference)}, named ${start}<version>.` },
  );
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
