// The visitor of components/visitor.yaml: one request a second, and what came of it.
const [, , url] = process.argv;

setInterval(async () => {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(900) });
    console.log(`${response.status} ${(await response.text()).trim()}`);
  } catch (error) {
    console.error(`ERROR ${url}: ${error.cause?.code ?? error.message}`);
  }
}, 1_000);
