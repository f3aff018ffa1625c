import { readFile } from 'node:fs/promises';
import { env, stderr, stdin, stdout } from 'node:process';
import { buffer } from 'node:stream/consumers';
import { createLocalPace } from '../../adapters/feeds/local-pace.ts';
import { createParsePool } from '../../adapters/feeds/parse-pool.ts';
import { createFeedReader } from '../../adapters/feeds/reader.ts';
import type { FeedCheckTools } from '../cli/feed-check.ts';
import type { Config } from '../config.ts';
import type { FeedReader } from '../ports/feed-reader.ts';
import type { HostPace } from '../ports/host-pace.ts';

export function openReader(config: Config, version: string, pace: HostPace): FeedReader {
  return createFeedReader({
    userAgent: `Storywatch/${version} (+${config.contactUrl ?? 'https://github.com/storywatch/storywatch'}; feed reader)`,
    maxBytes: config.fetchMaxBytes,
    allow: config.fetchAllow,
    proxies: proxiesOf(env),
    pace,
  });
}

/** The usual variables, in either case. */
export function proxiesOf(from: Readonly<Record<string, string | undefined>>) {
  const value = (name: string): string | undefined => from[name] ?? from[name.toUpperCase()];
  const all = value('all_proxy');
  return { http: value('http_proxy') ?? all, https: value('https_proxy') ?? all, none: value('no_proxy') };
}

const line = (stream: NodeJS.WriteStream) => (text: string) =>
  new Promise<void>((resolve, reject) => {
    stream.write(`${text}\n`, (error) => (error ? reject(error) : resolve()));
  });

/** What `storywatch feed check` works with; no database. `close` ends the reader and its threads. */
export function openFeedCheck(config: Config, version: string): FeedCheckTools & { close(): Promise<void> } {
  const reader = openReader(config, version, createLocalPace());
  const pool = createParsePool();
  return {
    read: (request) => reader.read(request),
    parse: (bytes) => pool.parse(bytes, { url: null, contentType: null, now: new Date() }),
    readFile: (path) => readFile(path),
    readStdin: () => buffer(stdin),
    print: line(stdout),
    complain: line(stderr),
    async close() {
      await Promise.all([reader.close(), pool.close()]);
    },
  };
}
