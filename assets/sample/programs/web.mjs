// The server of components/web.yaml. What it writes is on the screen Logs, under web.
import { createServer } from 'node:http';

const { PORT = '4780', GREETING = 'hello' } = process.env;
let visits = 0;

const server = createServer((request, response) => {
  if (request.url === '/ready') return response.end('ready\n');
  if (request.url === '/crash') {
    console.error('ERROR asked to crash by GET /crash');
    process.exit(1);
  }
  visits += 1;
  const took = Math.round(Math.random() * 400) / 10;
  console.log(JSON.stringify({ level: 'info', msg: `${request.method} ${request.url}`, visits, took }));
  if (took > 35) console.error(`WARN slow answer: ${took} ms`);
  response.end(`${GREETING}, you are visitor ${visits}\n`);
});

server.on('error', (error) => {
  console.error(`ERROR ${error.message}`);
  process.exit(1);
});
server.listen(Number(PORT), '127.0.0.1', () => console.log(`listening on http://127.0.0.1:${PORT}`));
process.once('SIGTERM', () => server.close(() => process.exit(0)));
process.on('SIGTERM', () => server.closeAllConnections());
