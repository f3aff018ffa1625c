import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a path answers: a body (status 200, XML), an answer in parts, or a handler for what HTTP does not foresee. */
export type Page =
  | string
  | Buffer
  | { readonly status?: number; readonly headers?: Record<string, string>; readonly body?: string | Buffer }
  | ((request: IncomingMessage, response: ServerResponse) => void);

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

/** A publisher's server on loopback that answers as told and remembers what it was asked. */
export interface FeedServer {
  /** `http://127.0.0.1:port`, without a slash. */
  readonly origin: string;
  /** Requests in the order they came. */
  readonly seen: Seen[];
  /** Sets what a path answers from now on; unknown paths are 404. */
  page(path: string, page: Page): void;
  close(): Promise<void>;
}

/** `host` may be any loopback address: 127.0.0.2 is another host to a reader than 127.0.0.1. */
export async function openFeedServer(host = '127.0.0.1'): Promise<FeedServer> {
  const pages = new Map<string, Page>();
  const seen: Seen[] = [];
  const http = createServer((request, response) => {
    const { method = '', url: path = '', headers } = request;
    seen.push({ method, path, headers });
    // A reader that breaks off is part of what is tested.
    response.on('error', () => {});
    answer(pages.get(path) ?? { status: 404 }, request, response);
  });
  http.listen(0, host);
  await once(http, 'listening');
  const { port } = http.address() as AddressInfo;
  return {
    origin: `http://${host}:${port}`,
    seen,
    page: (path, page) => {
      pages.set(path, page);
    },
    async close() {
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  };
}

function answer(page: Page, request: IncomingMessage, response: ServerResponse): void {
  if (typeof page === 'function') {
    page(request, response);
  } else if (typeof page === 'string' || Buffer.isBuffer(page)) {
    response.writeHead(200, { 'content-type': 'application/xml' }).end(page);
  } else {
    const { status = 200, headers = {}, body = '' } = page;
    response.writeHead(status, { 'content-type': 'application/xml', ...headers }).end(body);
  }
}

/** A small RSS feed with items of these titles. */
export function rssOf(...titles: readonly string[]): string {
  const items = titles.map(
    (title, index) =>
      `<item><title>${title}</title><link>https://example.org/${index}</link><guid>id-${index}</guid></item>`,
  );
  return `<?xml version="1.0"?><rss version="2.0"><channel><title>Example</title><link>https://example.org/</link>${items.join('')}</channel></rss>`;
}
