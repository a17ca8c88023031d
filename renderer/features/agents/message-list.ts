import type { McpMessage } from '../../../shared/actions/agent.ts';

/** The messages of one connection as far as they are kept here. */
export interface MessageList {
  /** Oldest first. */
  readonly messages: readonly McpMessage[];
  /** Number of the newest one that was seen. */
  readonly newest: number;
  /** Messages before the first one here that are kept nowhere any more. */
  readonly missing: number;
}

/** Before the first answer. */
export const NO_MESSAGES: MessageList = { messages: [], newest: 0, missing: 0 };

/** As many as the core keeps of one connection. */
const KEPT = 500;

/** The list with what one more answer brought. A connection that counts from 1 again begins a new list. */
export function withMessages(
  before: MessageList,
  answer: { readonly messages: readonly McpMessage[]; readonly newest: number },
): MessageList {
  const isNew = answer.newest < before.newest;
  const kept = isNew ? [] : before.messages;
  const last = isNew ? 0 : before.newest;
  const added = answer.messages.filter(({ n }) => n > last);
  if (added.length === 0 && !isNew) return before;
  const messages = [...kept, ...added].slice(-KEPT);
  const first = messages[0]?.n ?? answer.newest + 1;
  return { messages, newest: messages.at(-1)?.n ?? 0, missing: first - 1 };
}
