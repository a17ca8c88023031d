import { posix } from 'node:path';
import { isMap } from '../../documents/schema-shape.ts';

/**
 * Fills in what depends on where an agent's file lies: its name, the addresses of prompts and knowledge (relative ones
 * are below the file's folder) and the template engine of each prompt.
 */
export function finishAgent(agent: Record<string, unknown>, path: string): Record<string, unknown> {
  const dir = posix.dirname(path);
  const { attachmentLimitMB, ...rest } = agent;
  const done: Record<string, unknown> = {
    ...rest,
    name: agent['name'] ?? posix.basename(path).replace(/\.[^.]*$/, ''),
  };
  for (const key of ['prompt', 'systemPrompt']) if (isMap(agent[key])) done[key] = finishPrompt(agent[key], dir);
  for (const key of ['knowledge', 'systemKnowledge']) {
    const list = agent[key];
    if (Array.isArray(list))
      done[key] = list.map((entry: unknown) =>
        isMap(entry) && typeof entry['url'] === 'string' ? { ...entry, url: below(dir, entry['url']) } : entry,
      );
  }
  const chains = agent['chains'];
  if (Array.isArray(chains))
    done['chains'] = chains.map((chain: unknown) =>
      isMap(chain) && isMap(chain['query']) ? { ...chain, query: finishPrompt(chain['query'], dir) } : chain,
    );
  // The older spelling of one setting; the newer one wins.
  if (attachmentLimitMB !== undefined && isMap(agent['attachment']))
    done['attachment'] = { limitMB: attachmentLimitMB, ...agent['attachment'] };
  return done;
}

function finishPrompt(prompt: Record<string, unknown>, dir: string): Record<string, unknown> {
  const { text, uri, engine } = prompt;
  const inferred = typeof engine === 'string' && engine !== '' ? engine : inferEngine(text, uri);
  return {
    ...prompt,
    ...(typeof uri === 'string' ? { uri: below(dir, uri) } : {}),
    ...(inferred === null ? {} : { engine: inferred }),
  };
}

/** By the file's extension, else by the marks in the text: `{{ }}` is a Go template, `$` a Velocity one. */
function inferEngine(text: unknown, uri: unknown): 'go' | 'vm' | null {
  if (typeof uri === 'string') {
    if (/\.vm$/i.test(uri)) return 'vm';
    if (/\.(?:gotmpl|tmpl)$/i.test(uri)) return 'go';
  }
  if (typeof text !== 'string') return null;
  const open = text.indexOf('{{');
  if (open >= 0 && text.indexOf('}}', open) >= 0) return 'go';
  return text.includes('$') ? 'vm' : null;
}

/** A relative address below a folder; absolute paths and addresses with a scheme stay. A closing slash is kept. */
function below(dir: string, address: string): string {
  if (address === '' || /^(?:[a-z][a-z0-9+.-]*:|[/~\\])/i.test(address)) return address;
  return posix.join(dir, address);
}
