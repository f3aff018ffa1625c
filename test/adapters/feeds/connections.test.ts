import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, request } from 'node:http';
import { createSecureServer } from 'node:http2';
import { connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:https';
import { describe, expect, it, onTestFinished } from 'vitest';
import { proxyFor } from '../../../adapters/feeds/dispatcher.ts';
import { rssOf } from '../../support/feed-server.ts';
import { failureIn, openReader, openServer, titlesIn, validatorsIn } from './open-reader.ts';

const tls = (name: string): string =>
  readFileSync(new URL(`../../fixtures/feeds/tls/${name}.pem`, import.meta.url), 'utf8');
const CERTIFICATE = { key: tls('key'), cert: tls('cert') };

async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return (server.address() as AddressInfo).port;
}

/** A proxy that notes what it is asked for and sends everything to one port on this machine. */
async function openProxy(targetPort: number): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const proxy = createHttpServer((incoming, outgoing) => {
    const { pathname } = new URL(incoming.url ?? '', 'http://nowhere.invalid');
    asked.push(`${incoming.method} ${incoming.url}`);
    const onward = request(
      { port: targetPort, host: '127.0.0.1', path: pathname, headers: incoming.headers },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    incoming.pipe(onward);
  });
  proxy.on('connect', (incoming, socket) => {
    asked.push(`CONNECT ${incoming.url}`);
    const onward = connect(targetPort, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    for (const end of [onward, socket]) end.on('error', () => {});
  });
  return { url: `http://127.0.0.1:${await listen(proxy)}`, asked };
}

const nowhere = () => Promise.reject(Object.assign(new Error('no DNS here'), { code: 'ENOTFOUND' }));

const resolveTo = (address: string) => () => Promise.resolve([{ address, family: 4 }]);

describe('over TLS', () => {
  it('HTTP/2 is spoken where it is offered, validators and all', async () => {
    const versions: string[] = [];
    const port = await listen(
      createSecureServer({ ...CERTIFICATE, allowHTTP1: true }, (asked, response) => {
        versions.push(asked.httpVersion);
        if (asked.headers['if-none-match'] === '"1"') response.writeHead(304).end();
        else response.writeHead(200, { etag: '"1"' }).end(rssOf('one'));
      }),
    );
    const reader = openReader({ ca: CERTIFICATE.cert });
    const url = `https://127.0.0.1:${port}/feed`;

    const first = await reader.read({ url, validators: null });
    const second = await reader.read({ url, validators: validatorsIn(first) });

    expect(titlesIn(first)).toEqual(['one']);
    expect(second.kind).toBe('unchanged');
    expect(versions).toEqual(['2.0', '2.0']);
  });

  it('HTTP/1.1 is spoken where it is all there is', async () => {
    const port = await listen(createTlsServer(CERTIFICATE, (_, response) => response.end(rssOf('one'))));

    const outcome = await openReader({ ca: CERTIFICATE.cert }).read({
      url: `https://127.0.0.1:${port}/`,
      validators: null,
    });

    expect(titlesIn(outcome)).toEqual(['one']);
  });

  it('a certificate that nobody vouches for is refused', async () => {
    const port = await listen(createTlsServer(CERTIFICATE, (_, response) => response.end(rssOf('one'))));

    const failure = failureIn(
      await openReader().read({ url: `https://127.0.0.1:${port}/`, validators: null }),
    );

    expect(failure.cause).toBe('connect');
    expect(failure.message).toContain('certificate');
  });

  it('a certificate for another name is refused', async () => {
    const port = await listen(createTlsServer(CERTIFICATE, (_, response) => response.end(rssOf('one'))));
    const reader = openReader({ ca: CERTIFICATE.cert, resolve: resolveTo('127.0.0.1') });

    const wrong = await reader.read({ url: `https://other.example.org:${port}/`, validators: null });
    const right = await reader.read({ url: `https://secure.example.org:${port}/`, validators: null });

    expect(failureIn(wrong).message).toContain('certificate');
    expect(titlesIn(right)).toEqual(['one']);
  });
});

describe('through a proxy', () => {
  it('a feed is asked for by its name, which only the proxy need know', async () => {
    const server = await openServer();
    server.page('/feed', rssOf('one'));
    const proxy = await openProxy(Number(new URL(server.origin).port));
    const reader = openReader({ proxies: { http: proxy.url }, resolve: nowhere, allow: [] });

    const outcome = await reader.read({ url: 'http://news.example.org/feed', validators: null });

    expect(titlesIn(outcome)).toEqual(['one']);
    expect(proxy.asked).toEqual(['GET http://news.example.org/feed']);
  });

  it('a feed over TLS gets a tunnel', async () => {
    const port = await listen(createTlsServer(CERTIFICATE, (_, response) => response.end(rssOf('one'))));
    const proxy = await openProxy(port);
    const reader = openReader({
      proxies: { https: proxy.url },
      resolve: nowhere,
      allow: [],
      ca: CERTIFICATE.cert,
    });

    const outcome = await reader.read({ url: 'https://secure.example.org/feed', validators: null });

    expect(titlesIn(outcome)).toEqual(['one']);
    expect(proxy.asked).toEqual(['CONNECT secure.example.org:443']);
  });

  it.each([
    'http://127.0.0.1/',
    'http://[::1]/',
    'http://169.254.169.254/',
    'http://localhost/',
    'http://x.localhost/',
  ])('%s is not asked for', async (url) => {
    const proxy = await openProxy(1);
    const reader = openReader({ proxies: { http: proxy.url }, allow: [] });

    expect(failureIn(await reader.read({ url, validators: null })).cause).toBe('refused-address');
    expect(proxy.asked).toEqual([]);
  });

  it('a redirect to a refused address is not followed', async () => {
    const server = await openServer();
    server.page('/feed', { status: 302, headers: { location: 'http://169.254.169.254/latest/meta-data/' } });
    const proxy = await openProxy(Number(new URL(server.origin).port));
    const reader = openReader({ proxies: { http: proxy.url }, resolve: nowhere, allow: [] });

    const outcome = await reader.read({ url: 'http://news.example.org/feed', validators: null });

    expect(failureIn(outcome).cause).toBe('refused-address');
    expect(proxy.asked).toEqual(['GET http://news.example.org/feed']);
  });

  it('a name that resolves to a refused address here is not asked for', async () => {
    const proxy = await openProxy(1);
    const reader = openReader({ proxies: { http: proxy.url }, allow: [], resolve: resolveTo('10.0.0.1') });

    expect(
      failureIn(await reader.read({ url: 'http://intranet.example.org/', validators: null })).cause,
    ).toBe('refused-address');
    expect(proxy.asked).toEqual([]);
  });
});

describe('the proxy for an address', () => {
  const proxies = { http: 'http://plain:3128', https: 'http://secure:3128' };
  const choose = (url: string, none?: string): string | null => proxyFor(new URL(url), { ...proxies, none });

  it('is the one for its scheme', () => {
    expect(choose('http://example.org/')).toBe('http://plain:3128');
    expect(choose('https://example.org/')).toBe('http://secure:3128');
    expect(proxyFor(new URL('https://example.org/'), { http: 'http://plain:3128' })).toBe(
      'http://plain:3128',
    );
    expect(proxyFor(new URL('https://example.org/'), {})).toBeNull();
  });

  it.each([
    ['example.org', true],
    ['.example.org', true],
    ['*.example.org', true],
    ['localhost, example.org', true],
    ['*', true],
    ['example.org:443', true],
    ['example.org:8443', false],
    ['ample.org', false],
    ['example.org.evil.test', false],
    ['', false],
  ])('is none where NO_PROXY is “%s”: %s', (none, exempt) => {
    expect(choose('https://news.example.org/', none) === null).toBe(exempt);
  });
});
