import path from 'node:path';
import { z } from 'zod';

/** How a folder came to be opened; only one that the user typed or picked is trusted with running things. */
export interface Launch {
  /** Absolute path; null opens the user's copy of the sample. */
  readonly folder: string | null;
  readonly trusted: boolean;
  /** Why what was asked for is not done; null when there is nothing to say. */
  readonly fault: string | null;
}

const LINK = 'signalbox:';
/** What a link may ask for, and nothing besides. */
const openLink = z.strictObject({ path: z.string().min(1).max(4_096) });

/**
 * What a command line asks for.
 *
 * @param argv as the process has it: the program, in a checkout also the app's folder, then the user's words
 * @param packaged whether this is an installed app
 * @param cwd folder that relative paths are meant from
 */
export function parseLaunch(argv: readonly string[], packaged: boolean, cwd: string): Launch {
  // Everything that begins with dashes is Chromium's: the first second instance of a platform may add such words.
  const words = argv.slice(packaged ? 1 : 2).filter((word) => !word.startsWith('-') && word !== '');
  const link = words.find((word) => word.toLowerCase().startsWith(LINK));
  if (link !== undefined) return parseLink(link);
  const [folder] = words;
  return folder === undefined
    ? { folder: null, trusted: true, fault: null }
    : { folder: path.resolve(cwd, folder), trusted: true, fault: null };
}

/** What a link `signalbox://open?path=…` asks for. Anybody can write a link, so it only ever opens to look. */
export function parseLink(link: string): Launch {
  const refused = (fault: string): Launch => ({ folder: null, trusted: false, fault });
  if (!URL.canParse(link)) return refused('The link is not an address.');
  const { protocol, host, searchParams } = new URL(link);
  if (protocol !== LINK || host !== 'open') return refused('Signalbox knows no such link; it opens signalbox://open.');
  const names = [...searchParams.keys()];
  const asked = openLink.safeParse(Object.fromEntries(searchParams));
  if (!asked.success || names.length !== 1) return refused('The link must name one path and nothing else.');
  const { path: folder } = asked.data;
  if (folder.includes('\0') || !path.isAbsolute(folder)) return refused('The path in the link must be absolute.');
  return { folder: path.normalize(folder), trusted: false, fault: null };
}
