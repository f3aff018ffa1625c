import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { env, stderr, stdin, stdout } from 'node:process';
import { createDocumentParser } from '../../adapters/feeds/document-parser.ts';
import { createLocalPace } from '../../adapters/feeds/local-pace.ts';
import { createFeedReader } from '../../adapters/feeds/reader.ts';
import type { FeedCheckTools } from '../cli/feed-check.ts';
import { createProgress } from '../cli/progress.ts';
import type { Config } from '../config.ts';
import type { FeedReader } from '../ports/feed-reader.ts';
import type { HostPace } from '../ports/host-pace.ts';

/** What is sent to publishers: who asks, and where its operator can be reached. */
export const userAgentOf = ({ contactUrl }: Config, version: string): string =>
  `Storywatch/${version} (+${contactUrl ?? 'https://github.com/storywatch/storywatch'}; feed reader)`;

export function openReader(config: Config, version: string, pace: HostPace): FeedReader {
  return createFeedReader({
    userAgent: userAgentOf(config, version),
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

/** A stream to its end, or to a little more than so many bytes: enough to be refused as too large. */
async function readAtMost(stream: Readable, maxBytes: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of stream) {
    const bytes = Buffer.from(piece);
    pieces.push(bytes);
    length += bytes.length;
    if (length > maxBytes) break;
  }
  return Buffer.concat(pieces);
}

/** What `storywatch feed check` works with; no database. `close` ends the reader and its threads. */
export function openFeedCheck(config: Config, version: string): FeedCheckTools & { close(): Promise<void> } {
  const reader = openReader(config, version, createLocalPace());
  const parser = createDocumentParser({ maxBytes: config.fetchMaxBytes });
  return {
    read: (request) => reader.read(request),
    parse: (bytes) => parser.parse(bytes),
    readFile: (path) => readAtMost(createReadStream(path), config.fetchMaxBytes),
    readStdin: () => readAtMost(stdin, config.fetchMaxBytes),
    progress: stdout.isTTY ? null : createProgress('Feeds checked', stderr),
    print: line(stdout),
    complain: line(stderr),
    async close() {
      await Promise.all([reader.close(), parser.close()]);
    },
  };
}
