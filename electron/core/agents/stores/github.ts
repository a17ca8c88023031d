import { AppError } from '../../../../shared/errors.ts';
import { AgentError } from '../agent-error.ts';
import { type AgentPlaces, platformSuffix } from '../places.ts';
import { type AgentReference, identifierOf, programOf } from '../reference.ts';
import { isVersion, versionOfTag } from '../versions.ts';
import { type Answer, ask, refusal } from './ask.ts';
import { bring, expectOk, installOnce, publishedSha256 } from './install.ts';
import type { AgentStore } from './store.ts';

/** Where an agent is published. */
export interface GithubSource {
  readonly owner: string;
  readonly repo: string;
}

/** Where GitHub is; other places only for tests. */
export interface GithubPlaces {
  readonly web: string;
  readonly api: string;
}

export const GITHUB: GithubPlaces = { web: 'https://github.com', api: 'https://api.github.com' };

/** The repository of an agent: the publisher with dashes for dots, and the name of its program. */
export function githubSource(reference: AgentReference): GithubSource {
  return { owner: reference.publisher.replaceAll('.', '-'), repo: programOf(reference) };
}

/** Name of the file of a release for a platform, this one when none is named. */
function assetOf(reference: AgentReference, suffix = platformSuffix()): string {
  return `${programOf(reference)}_${reference.version}_${suffix}.tar.gz`;
}

/** Address of the archive of an agent in its release. */
export function downloadUrl(reference: AgentReference, suffix?: string, places: GithubPlaces = GITHUB): string {
  const { owner, repo } = githubSource(reference);
  return `${places.web}/${owner}/${repo}/releases/download/v${reference.version}/${assetOf(reference, suffix)}`;
}

/** Whether an address is one of GitHub's: https, that very host, nothing before or behind it. */
export function validUrl(url: string, places: GithubPlaces = GITHUB): boolean {
  const [given, wanted] = [URL.parse(url), URL.parse(places.web)];
  if (given === null || wanted === null) return false;
  return given.origin === wanted.origin && given.username === '' && given.password === '';
}

/** Releases on GitHub as a store. */
export function githubStore(
  places: AgentPlaces,
  env: Readonly<Record<string, string | undefined>>,
  github: GithubPlaces = GITHUB,
): AgentStore & { latestRelease(reference: AgentReference, signal: AbortSignal): Promise<string> } {
  const token = env['GITHUB_TOKEN'] || env['GH_TOKEN'] || null;
  const api = {
    accept: 'application/vnd.github+json',
    'x-github-api-version': '2022-11-28',
    ...(token === null ? {} : { authorization: `Bearer ${token}` }),
  };

  return {
    name: 'github',
    async available(reference, signal) {
      const answer = await ask({ url: downloadUrl(reference, undefined, github), method: 'HEAD', signal }).catch(
        () => null,
      );
      return answer?.status === 200;
    },
    pull: (reference, { signal, progress }) =>
      installOnce(places, reference, signal, async (target) => {
        const url = downloadUrl(reference, undefined, github);
        if (!validUrl(url, github)) throw new AppError('INVALID_INPUT', `${url} is no address of GitHub.`);
        const file = assetOf(reference);
        const what = `${identifierOf(reference)} at ${url}`;
        const answer = await expectOk(await judged(await ask({ url, signal })), what);
        const folder = url.slice(0, url.lastIndexOf('/'));
        const sums = [
          `${url}.sha256`,
          `${folder}/${programOf(reference)}_${reference.version}_checksums.txt`,
          `${folder}/checksums.txt`,
        ];
        const sha256 = await publishedSha256(sums, file, signal).catch(async (error: unknown) => {
          await answer.drop();
          throw error;
        });
        await bring(target, reference, answer.bytes(), {
          what,
          total: answer.total,
          sha256,
          progress,
          isArchive: true,
        });
      }),
    async latestRelease(reference, signal) {
      const { owner, repo } = githubSource(reference);
      const url = `${github.api}/repos/${owner}/${repo}/releases/latest`;
      const what = `release of ${owner}/${repo}`;
      const answer = await judged(await ask({ url, headers: api, signal }));
      if (answer.status !== 200) throw await refusal(answer, what);
      const tag = tagIn(await answer.text());
      const version = tag === null ? null : versionOfTag(tag);
      if (version === null || !isVersion(version))
        throw new AgentError(
          'STORE_MISSING',
          `The newest ${what} is called ${JSON.stringify(tag)}, which is no version.`,
        );
      return version;
    },
  };

  /** Throws when the answer says that we asked too often. */
  async function judged(answer: Answer): Promise<Answer> {
    const { status, headers } = answer;
    const isLimited = status === 429 || (status === 403 && headers.get('x-ratelimit-remaining') === '0');
    if (!isLimited) return answer;
    await answer.drop();
    const reset = Number(headers.get('x-ratelimit-reset') ?? Number.NaN);
    const until = Number.isFinite(reset) ? ` until ${new Date(reset * 1_000).toISOString().slice(11, 16)} UTC` : '';
    const limit = headers.get('x-ratelimit-limit') ?? '60';
    throw new AgentError(
      'STORE_UNAVAILABLE',
      `GitHub answers no more${until}: ${limit} questions an hour were used up.`,
      {
        remedy:
          token === null ? 'Set GITHUB_TOKEN: with it GitHub answers 5000 questions an hour.' : 'Wait until then.',
      },
    );
  }
}

function tagIn(text: string): string | null {
  try {
    const tag = (JSON.parse(text) as { tag_name?: unknown } | null)?.tag_name;
    return typeof tag === 'string' ? tag : null;
  } catch {
    return null;
  }
}
