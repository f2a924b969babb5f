// A server on a free loopback port that ends with its test.
import { once } from 'node:events';
import { createServer } from 'node:http';

/** Answers requests by `answer`; gives the address, with its closing slash, and how to end it. */
export async function serve(answer) {
  const server = createServer(answer);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { base: `http://127.0.0.1:${server.address().port}/`, close };
}
