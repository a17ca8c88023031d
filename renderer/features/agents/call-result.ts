/** One piece of what a tool answered. */
export type Piece =
  | { readonly sort: 'text'; readonly text: string }
  | { readonly sort: 'image'; readonly mime: string; readonly data: string }
  | { readonly sort: 'sound'; readonly mime: string; readonly data: string }
  | { readonly sort: 'resource'; readonly uri: string; readonly mime: string | null; readonly text: string | null }
  | { readonly sort: 'other'; readonly value: unknown };

/** What a tool answered, taken apart. */
export interface CallResult {
  readonly pieces: readonly Piece[];
  /** Undefined where there is none. */
  readonly structured: unknown;
}

/** Kinds of pictures that a page shows safely: never a document of its own. */
const PICTURES = /^image\/(?:png|jpeg|gif|webp|avif)$/;
const SOUNDS = /^audio\/[a-z0-9.+-]+$/;
const BASE64 = /^[A-Za-z0-9+/=\s]*$/;

/** Takes the JSON of an answer apart; a text that is none is one piece. */
export function readResult(body: string): CallResult {
  let read: unknown;
  try {
    read = JSON.parse(body);
  } catch {
    return { pieces: [{ sort: 'text', text: body }], structured: undefined };
  }
  const { content, structuredContent } = (read ?? {}) as { content?: unknown; structuredContent?: unknown };
  return { pieces: Array.isArray(content) ? content.map(pieceOf) : [], structured: structuredContent };
}

function pieceOf(value: unknown): Piece {
  const piece = (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, unknown>>;
  const { type, text, data, mimeType, resource, uri } = piece;
  const mime = typeof mimeType === 'string' ? mimeType : '';
  if (type === 'text' && typeof text === 'string') return { sort: 'text', text };
  if (type === 'image' && PICTURES.test(mime) && isData(data)) return { sort: 'image', mime, data };
  if (type === 'audio' && SOUNDS.test(mime) && isData(data)) return { sort: 'sound', mime, data };
  if (type === 'resource' && typeof resource === 'object' && resource !== null) {
    return resourceOf(resource as Readonly<Record<string, unknown>>);
  }
  if (type === 'resource_link' && typeof uri === 'string') return resourceOf(piece);
  return { sort: 'other', value };
}

function resourceOf({ uri, mimeType, text }: Readonly<Record<string, unknown>>): Piece {
  return {
    sort: 'resource',
    uri: typeof uri === 'string' ? uri : '',
    mime: typeof mimeType === 'string' ? mimeType : null,
    text: typeof text === 'string' ? text : null,
  };
}

function isData(value: unknown): value is string {
  return typeof value === 'string' && BASE64.test(value);
}
