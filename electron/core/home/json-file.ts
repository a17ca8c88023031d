import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Reads a JSON file; `fallback` when there is none, and a fault in words when it cannot be read as JSON. */
export function readJson<T>(file: string, fallback: T): { value: T; fault: string | null } {
  try {
    return { value: JSON.parse(readFileSync(file, 'utf8')) as T, fault: null };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { value: fallback, fault: null };
    return { value: fallback, fault: `${file}: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** Writes a JSON file at once (temporary file, then rename), readable by its owner alone. */
export function writeJson(file: string, value: unknown): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${randomUUID().slice(0, 8)}`;
  writeFileSync(temporary, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  renameSync(temporary, file);
}
