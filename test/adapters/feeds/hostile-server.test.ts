import { randomBytes } from 'node:crypto';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { rssOf } from '../../support/feed-server.ts';
import { failureIn, openBoth, openReader, readIn, titlesIn } from './open-reader.ts';

const FEED = rssOf('one', 'two');

describe('a packed body', () => {
  it.each([
    ['gzip', gzipSync(FEED)],
    ['x-gzip', gzipSync(FEED)],
    ['br', brotliCompressSync(FEED)],
    ['deflate', deflateSync(FEED)],
    ['deflate', deflateRawSync(FEED)],
    ['gzip, br', brotliCompressSync(gzipSync(FEED))],
    ['identity', Buffer.from(FEED)],
  ])('in %s is unpacked', async (encoding, body) => {
    const { server, reader } = await openBoth();
    server.page('/feed', { headers: { 'content-encoding': encoding }, body });

    const outcome = await reader.read({ url: `${server.origin}/feed`, validators: null });

    expect(titlesIn(outcome)).toEqual(['one', 'two']);
    expect(readIn(outcome).bytes).toBe(body.length);
  });

  it('that no header announces is unpacked', async () => {
    const { server, reader } = await openBoth();
    server.page('/feed.xml.gz', gzipSync(FEED));

    expect(titlesIn(await reader.read({ url: `${server.origin}/feed.xml.gz`, validators: null }))).toEqual([
      'one',
      'two',
    ]);
  });

  it.each(['gzip', 'deflate', 'br'])(
    'that is announced as %s and is not is read as it is',
    async (encoding) => {
      const { server, reader } = await openBoth();
      server.page('/feed', { headers: { 'content-encoding': encoding }, body: FEED });

      expect(titlesIn(await reader.read({ url: `${server.origin}/feed`, validators: null }))).toEqual([
        'one',
        'two',
      ]);
    },
  );

  it('that breaks off yields the entries that came', async () => {
    const { server, reader } = await openBoth();
    const titles = Array.from({ length: 50 }, (_, index) => `${index} ${randomBytes(100).toString('hex')}`);
    const packed = gzipSync(rssOf(...titles));
    server.page('/feed', {
      headers: { 'content-encoding': 'gzip' },
      body: packed.subarray(0, packed.length / 2),
    });

    const read = titlesIn(await reader.read({ url: `${server.origin}/feed`, validators: null }));

    expect(read.length).toBeGreaterThan(15);
    expect(read.length).toBeLessThan(35);
    expect(titles).toEqual(expect.arrayContaining(read.slice(0, -1)));
  });

  it.each([
    ['gzip', gzipSync(Buffer.alloc(50_000_000, 'a'))],
    ['deflate', deflateSync(Buffer.alloc(50_000_000, 'a'))],
    ['raw deflate', deflateRawSync(Buffer.alloc(50_000_000, 'a'))],
    ['gzip, gzip', gzipSync(gzipSync(Buffer.alloc(50_000_000, 'a')))],
    ['identity', gzipSync(Buffer.alloc(50_000_000, 'a'))],
    ['br', brotliCompressSync(Buffer.alloc(50_000_000, 'a'))],
  ])('that is a %s bomb stops at the limit', async (encoding, body) => {
    const { server, reader } = await openBoth();
    expect(body.length).toBeLessThan(100_000);
    server.page('/feed', { headers: { 'content-encoding': encoding.replace('raw ', '') }, body });

    const failure = failureIn(await reader.read({ url: `${server.origin}/feed`, validators: null }));

    expect(failure.cause).toBe('too-large');
    expect(failure.message).toContain('FETCH_MAX_BYTES');
  });

  it('in layers of layers is refused', async () => {
    const { server, reader } = await openBoth();
    const body = [1, 2, 3, 4, 5].reduce((bytes) => gzipSync(bytes), Buffer.from(FEED) as Buffer);
    server.page('/feed', { headers: { 'content-encoding': 'gzip, gzip, gzip, gzip, gzip' }, body });

    expect(failureIn(await reader.read({ url: `${server.origin}/feed`, validators: null })).cause).toBe(
      'connect',
    );
  });
});

describe('a body', () => {
  it('that announces more than the limit is not taken', async () => {
    const { server, reader } = await openBoth({ maxBytes: 1000 });
    server.page('/feed', Buffer.alloc(1001, ' '));

    expect(failureIn(await reader.read({ url: `${server.origin}/feed`, validators: null })).cause).toBe(
      'too-large',
    );
  });

  it('without an end is broken off at the limit', async () => {
    const { server, reader } = await openBoth({ maxBytes: 200_000 });
    let sent = 0;
    server.page('/feed', (_, response) => {
      const piece = Buffer.alloc(16_384, ' ');
      const send = (): void => {
        while (!response.destroyed && response.write(piece)) sent += piece.length;
      };
      response.on('drain', send);
      send();
    });

    const failure = failureIn(await reader.read({ url: `${server.origin}/feed`, validators: null }));

    expect(failure.cause).toBe('too-large');
    expect(sent).toBeLessThan(20_000_000);
  });

  it('of exactly the limit is taken', async () => {
    const { server, reader } = await openBoth({ maxBytes: FEED.length });
    server.page('/feed', FEED);

    expect(titlesIn(await reader.read({ url: `${server.origin}/feed`, validators: null }))).toEqual([
      'one',
      'two',
    ]);
  });

  it('that stops short of its announced length is a connection fault', async () => {
    const { server, reader } = await openBoth();
    server.page('/feed', (_, response) => {
      response.writeHead(200, { 'content-length': '100000' });
      response.write(FEED, () => response.destroy());
    });

    expect(failureIn(await reader.read({ url: `${server.origin}/feed`, validators: null })).cause).toBe(
      'connect',
    );
  });
});

describe('a slow server', () => {
  it('that takes a connection and says nothing is given up', async () => {
    const origin = await openRaw(() => {});
    const reader = openReader({ timeouts: { connectMs: 300 } });

    const outcome = await reader.read({ url: `${origin.replace('http:', 'https:')}/feed`, validators: null });

    expect(failureIn(outcome)).toMatchObject({
      cause: 'timeout',
      message: expect.stringContaining('did not accept a connection'),
    });
  });

  it('that never answers is given up', async () => {
    const { server, reader } = await openBoth({ timeouts: { firstByteMs: 300 } });
    server.page('/feed', () => {});

    expect(failureIn(await reader.read({ url: `${server.origin}/feed`, validators: null })).cause).toBe(
      'timeout',
    );
  });

  it('that drips its body is given up as a whole', async () => {
    const { server, reader } = await openBoth({ timeouts: { firstByteMs: 5000, wholeMs: 500 } });
    server.page('/feed', (_, response) => {
      const timer = setInterval(() => response.write(' '), 50);
      response.on('close', () => clearInterval(timer));
    });

    expect(failureIn(await reader.read({ url: `${server.origin}/feed`, validators: null })).cause).toBe(
      'timeout',
    );
  });

  it('that drips its headers is given up as a whole', async () => {
    const origin = await openRaw((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      const timer = setInterval(() => socket.write('x-drip: 1\r\n'), 50);
      socket.on('close', () => clearInterval(timer));
    });
    const reader = openReader({ timeouts: { firstByteMs: 5000, wholeMs: 500 } });

    expect(failureIn(await reader.read({ url: `${origin}/feed`, validators: null })).cause).toBe('timeout');
  });

  it('that drips through redirects is given up as a whole', async () => {
    const { server, reader } = await openBoth({ timeouts: { firstByteMs: 5000, wholeMs: 1000 } });
    for (const hop of [0, 1, 2, 3]) {
      server.page(`/${hop}`, (_, response) => {
        setTimeout(() => response.writeHead(302, { location: `/${hop + 1}` }).end(), 400);
      });
    }
    server.page('/4', FEED);

    expect(failureIn(await reader.read({ url: `${server.origin}/0`, validators: null })).cause).toBe(
      'timeout',
    );
    expect(server.seen.length).toBeLessThan(5);
  });

  it('does not keep other hosts waiting', async () => {
    const { server, reader } = await openBoth();
    const other = await openBoth();
    const stop = new AbortController();
    server.page('/feed', () => {});
    other.server.page('/feed', FEED);

    const stuck = reader.read({ url: `${server.origin}/feed`, validators: null, signal: stop.signal });
    const read = await reader.read({ url: `${other.server.origin}/feed`, validators: null });
    stop.abort();

    expect(titlesIn(read)).toEqual(['one', 'two']);
    expect((await stuck).kind).toBe('failed');
  });
});

describe('a server that does not speak HTTP', () => {
  it.each([
    ['greets like SSH', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['sends NULs', '\0'.repeat(1000)],
    ['sends endless headers', `HTTP/1.1 200 OK\r\nx: ${'a'.repeat(100_000)}\r\n\r\n`],
    ['hangs up', ''],
  ])('and %s is reported, not thrown', async (_, bytes) => {
    const origin = await openRaw((socket) => {
      socket.end(bytes);
    });

    const outcome = await openReader().read({ url: `${origin}/feed`, validators: null });

    expect(failureIn(outcome).cause).toMatch(/^(?:http-error|connect)$/);
  });
});

async function openRaw(greet: (socket: Socket) => void): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => greet(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
