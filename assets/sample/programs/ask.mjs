// tools/sample.yaml, command crash: one request, and what came of it.
const [, , url] = process.argv;
try {
  const response = await fetch(url);
  console.log(`${response.status} ${(await response.text()).trim()}`);
} catch (error) {
  const code = error.cause?.code ?? error.message;
  // A server that crashes closes the connection before it has answered.
  console.log(code === 'ECONNREFUSED' ? 'Nobody listens there: deploy web first.' : `The server is gone (${code}).`);
  process.exitCode = code === 'ECONNREFUSED' ? 1 : 0;
}
