import { AppError } from '../../../../shared/errors.ts';
import { type AgentPlaces, platformOf } from '../places.ts';
import { type AgentReference, identifierOf, programOf } from '../reference.ts';
import { ask } from './ask.ts';
import { bring, expectOk, installOnce, publishedSha256 } from './install.ts';
import type { AgentStore } from './store.ts';

/** Under this name the address of the store is configured, with places to be filled in. */
export const HTTP_VARIABLE = 'AGENT_HTTP_URL';

const PLACE = /\{([a-z]+)\}/g;

/** An address for an agent: `{kind} {publisher} {name} {version} {program} {os} {arch}` filled in. Throws NOT_CONFIGURED. */
export function fillTemplate(template: string, reference: AgentReference): string {
  const { kind, publisher, name, version } = reference;
  const values: Record<string, string> = {
    kind,
    publisher,
    name,
    version,
    program: programOf(reference),
    ...platformOf(),
  };
  const filled = template.replace(PLACE, (whole, key: string) => {
    const value = values[key];
    if (value === undefined) throw badTemplate(`there is no ${whole}`);
    return encodeURIComponent(value);
  });
  if (!/^https?:$/.test(URL.parse(filled)?.protocol ?? '')) throw badTemplate('it is no address');
  return filled;
}

/** A store that is a folder of files on some HTTP server. */
export function httpStore(template: string, places: AgentPlaces): AgentStore {
  return {
    name: 'http',
    async available(reference, signal) {
      const answer = await ask({ url: fillTemplate(template, reference), method: 'HEAD', signal }).catch(() => null);
      return answer?.status === 200;
    },
    pull: (reference, { signal, progress }) =>
      installOnce(places, reference, signal, async (target) => {
        const url = fillTemplate(template, reference);
        const what = `${identifierOf(reference)} at ${url}`;
        const file = decodeURIComponent(url.split('/').at(-1) ?? '');
        const answer = await expectOk(await ask({ url, signal }), what);
        const sha256 = await publishedSha256([`${url}.sha256`], file, signal).catch(async (error: unknown) => {
          await answer.drop();
          throw error;
        });
        const isArchive = /\.(?:tar\.gz|tgz)$/.test(url);
        await bring(target, reference, answer.bytes(), { what, total: answer.total, sha256, progress, isArchive });
      }),
  };
}

function badTemplate(why: string): AppError {
  return new AppError('NOT_CONFIGURED', `${HTTP_VARIABLE} cannot be used: ${why}.`, {
    hint: 'Write an address such as https://example.com/{publisher}/{program}_{version}_{os}_{arch}.tar.gz.',
  });
}
