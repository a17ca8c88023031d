import type { Hashes } from './corpus.ts';

/** How the measured host is started. */
export interface HostOptions {
  readonly root: string;
  readonly home: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Options of its Node, to profile it. */
  readonly execArgv?: readonly string[];
  /** Folder of the built page; without it nothing is served. */
  readonly rendererDir?: string;
}

/** What the host is asked, by name. Times are ms of the machine's steady clock. */
export interface HostQuestions {
  expect: Hashes;
  state: null;
  blockMain: number;
  blockWatch: number;
  beginLag: null;
  endLag: null;
  loaded: null;
  apply: null;
  health: null;
  close: null;
}

/** Since when everything is as it should be, or null; and how many definitions are not. */
export interface HostState {
  readonly loaded: number | null;
  readonly planned: number | null;
  readonly wrongLoaded: number;
  readonly wrongPlanned: number;
}

/** What it answers. */
export interface HostAnswers {
  expect: HostState;
  state: HostState;
  blockMain: { readonly until: number };
  blockWatch: { readonly until: number };
  beginLag: null;
  endLag: { readonly maxMs: number; readonly p99Ms: number; readonly longestWorkMs: number };
  loaded: Hashes;
  apply: { readonly at: number };
  health: { readonly rawEvents: number; readonly dropped: number; readonly rescans: number; readonly dirs: number };
  close: null;
}

/** A question as it travels. */
export interface HostQuestion {
  readonly id: number;
  readonly name: keyof HostQuestions;
  readonly input: unknown;
}

/** What comes back: once that it is ready, then answers. */
export type HostReply =
  | { readonly ready: { readonly url: string | null; readonly token: string; readonly openedMs: number } }
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: string };
