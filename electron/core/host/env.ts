import type { Logger } from '../observe/logger.ts';
import type { Observer } from '../observe/observer.ts';

/** What every component is given. Nothing in it is ever null: what was not configured does nothing. */
export interface Env {
  readonly logger: Logger;
  readonly observer: Observer;
  readonly config: ConfigReader;
}

/** The part of the configuration tree a component reads. */
export interface ConfigReader {
  get(path: string): unknown;
  string(path: string, fallback: string): string;
  int(path: string, fallback: number): number;
  bool(path: string, fallback: boolean): boolean;
  /** Milliseconds. */
  duration(path: string, fallbackMs: number): number;
}
