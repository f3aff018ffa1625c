import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Log } from '../../src/log.ts';
import type { Metrics } from './metrics.ts';
import type { Readiness } from './readiness.ts';

/** Answers a request of a path that another part of the program looks after. */
export type Handle = (request: IncomingMessage, response: ServerResponse) => void;

export interface WebOptions {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly readiness: Readiness;
  readonly metrics: Metrics;
  /** Paths of others, e.g. Slack's requests, with their handlers; one that ends in a slash stands for all below it. */
  readonly mounts: ReadonlyMap<string, Handle>;
  readonly log: Log;
}

export interface WebServer {
  readonly address: { readonly host: string; readonly port: number };
  /** Finishes the requests under way, a few seconds at most. */
  close(): Promise<void>;
}

type Page = () => Promise<{ readonly status: number; readonly type: string; readonly body: string }>;

const CLOSE_WITHIN_MS = 3_000;

/**
 * Serves `/healthz`, `/readyz` and `/metrics`, none of which holds a secret or takes input.
 * @throws what listening throws, e.g. EADDRINUSE
 */
export async function startWebServer(options: WebOptions): Promise<WebServer> {
  const { host, port, mounts, log } = options;
  const pages = pagesOf(options);
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const mounted = mounts.get(path) ?? mounts.get(/^\/[^/]+\//u.exec(path)?.[0] ?? '');
    if (mounted) mounted(request, response);
    else void answer(pages.get(path), request, response, log);
  });
  server.listen(port, host);
  await once(server, 'listening');
  // The listening address of a TCP server is never a string or null.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const bound = server.address() as AddressInfo;
  return {
    address: { host: bound.address, port: bound.port },
    async close() {
      const closed = once(server, 'close');
      server.close();
      const rest = setTimeout(() => server.closeAllConnections(), CLOSE_WITHIN_MS);
      await closed;
      clearTimeout(rest);
    },
  };
}

const json = (status: number, body: unknown) => ({
  status,
  type: 'application/json; charset=utf-8',
  body: `${JSON.stringify(body)}\n`,
});

function pagesOf({ readiness, metrics }: WebOptions): ReadonlyMap<string, Page> {
  return new Map<string, Page>([
    // Answering is all there is to say: a database that is away is no reason to kill the process.
    ['/healthz', async () => json(200, { alive: true })],
    [
      '/readyz',
      async () => {
        const { ready, dependencies } = await readiness.look();
        const byName = Object.fromEntries(dependencies.map(({ name, ...state }) => [name, state]));
        return json(ready ? 200 : 503, { ready, dependencies: byName });
      },
    ],
    ['/metrics', async () => ({ status: 200, type: metrics.contentType, body: await metrics.text() })],
  ]);
}

async function answer(
  page: Page | undefined,
  request: IncomingMessage,
  response: ServerResponse,
  log: Log,
): Promise<void> {
  request.resume(); // a body, if any, is not read
  const plain = { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' };
  if (!page) return void response.writeHead(404, plain).end('There is nothing here.\n');
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return void response.writeHead(405, { ...plain, allow: 'GET, HEAD' }).end();
  try {
    const { status, type, body } = await page();
    const head = { ...plain, 'content-type': type, 'cache-control': 'no-store' };
    response.writeHead(status, head).end(request.method === 'HEAD' ? undefined : body);
  } catch (error) {
    log.error({ path: request.url, err: error }, 'a page could not be made');
    response.writeHead(500, plain).end('Something broke; the log says what.\n');
  }
}
