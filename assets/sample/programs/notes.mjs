// The MCP server of mcp/notes.yaml: notes, as long as it runs. One JSON-RPC message a line (modelcontextprotocol.io).
import { createInterface } from 'node:readline';

const TEXT = { type: 'object', properties: { text: { type: 'string', description: 'What to keep.' } }, required: ['text'] };
const TOOLS = [
  { name: 'add', description: 'Keep a note.', inputSchema: TEXT },
  { name: 'list', description: 'All notes.', inputSchema: { type: 'object', properties: {} } },
];
const notes = [];

const say = (text) => ({ content: [{ type: 'text', text }] });

function call({ name, arguments: given }) {
  if (name === 'list') return say(notes.map((note, at) => `${at + 1}. ${note}`).join('\n') || 'No notes yet.');
  if (name !== 'add') throw new Error(`There is no tool ${name}.`);
  if (typeof given?.text !== 'string' || given.text === '') return { ...say('A note has a text.'), isError: true };
  notes.push(given.text);
  console.error(`kept note ${notes.length}`);
  return say(`Kept as note ${notes.length}.`);
}

const ANSWERS = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion,
    capabilities: { tools: {} },
    serverInfo: { name: 'notes', version: '1.0.0' },
  }),
  ping: () => ({}),
  'tools/list': () => ({ tools: TOOLS }),
  'tools/call': call,
};

function answer({ method, params = {} }) {
  const known = ANSWERS[method];
  if (!known) return { error: { code: -32_601, message: `Unknown method ${method}.` } };
  try {
    return { result: known(params) };
  } catch (error) {
    return { error: { code: -32_602, message: error.message } };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line);
  // A message without an id is a notification: nobody waits for an answer.
  if (message.id === undefined) continue;
  console.log(JSON.stringify({ jsonrpc: '2.0', id: message.id, ...answer(message) }));
}
