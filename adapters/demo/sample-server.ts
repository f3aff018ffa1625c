import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { CONTENT_TYPES, renderFeed, renderSite } from '../../src/demo/render-feed.ts';
import { shownAt, sitePath, type SampleNews } from '../../src/demo/sample-news.ts';

export interface SampleServer {
  /** Base address, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Serves the sample feeds on loopback as their publishers would at the replayed time, with ETags. `port` 0: any free
 * one. Rejects with EADDRINUSE when the port is taken.
 */
export async function startSampleServer(
  news: SampleNews,
  clock: () => Date,
  port = 0,
): Promise<SampleServer> {
  const server = createServer((request, response) => answer(news, clock(), request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (!address || typeof address === 'string') throw new Error('the sample server has no port');
  return {
    port: address.port,
    url: `http://127.0.0.1:${address.port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

function answer(news: SampleNews, now: Date, request: IncomingMessage, response: ServerResponse): void {
  const site = news.feeds.find((each) => sitePath(each) === request.url);
  if (site) {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(renderSite(site));
    return;
  }
  const feed = news.feeds.find((each) => each.path === request.url);
  if (!feed) {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('There is no such sample feed.\n');
    return;
  }
  const body = renderFeed(feed, shownAt(news, feed.id, now));
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 16)}"`;
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304, { etag }).end();
    return;
  }
  response.writeHead(200, { 'content-type': CONTENT_TYPES[feed.format], etag }).end(body);
}
