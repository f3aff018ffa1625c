import { z } from 'zod';
import type { Login, ReadOutcome } from '../ports/feed-reader.ts';
import type { SecretBox } from '../ports/secret-box.ts';
import type { Feed } from './feed.ts';

const headers = z.record(z.string(), z.string());

export type Headers = z.infer<typeof headers>;

/** The headers of HTTP basic authentication, from `user:password`. */
export const basicAuth = (userAndPassword: string): Headers => ({
  authorization: `Basic ${Buffer.from(userAndPassword, 'utf8').toString('base64')}`,
});

/** `Name: value` as headers; null when it is not of that form. The space tells it from `user:password`. */
export function headerLine(line: string): Headers | null {
  const [, name, value] = /^([A-Za-z0-9-]+):\s+(\S.*)$/u.exec(line.trim()) ?? [];
  return name && value ? { [name.toLowerCase()]: value } : null;
}

export const sealHeaders = (box: SecretBox, secret: Headers): string => box.seal(JSON.stringify(secret));

/** The headers a feed is asked with; a failure when what is stored cannot be opened. */
export function headersOf(
  feed: Feed,
  box: SecretBox | null,
): { readonly headers: Headers } | Extract<ReadOutcome, { kind: 'failed' }> {
  if (!feed.credentials) return { headers: {} };
  const opened = box?.open(feed.credentials) ?? null;
  if (opened !== null) return { headers: headers.parse(JSON.parse(opened)) };
  const message = box
    ? 'The stored login was sealed with another SECRET_KEY. Set it again: storywatch feed login.'
    : 'The feed needs its stored login, and SECRET_KEY is not set. Set SECRET_KEY as it was.';
  return { kind: 'failed', failure: { cause: 'forbidden', message, status: null, retryAfterMs: null } };
}

/** What may be sent to the origin of a feed, when something else than its own address is asked there. */
export function loginOf(feed: Feed, box: SecretBox | null): Login | undefined {
  const login = headersOf(feed, box);
  return 'kind' in login ? undefined : { origin: new URL(feed.url).origin, headers: login.headers };
}
