import type { FeedReader, ReadOutcome, ReadRequest } from '../ports/feed-reader.ts';
import type { SecretBox } from '../ports/secret-box.ts';
import { headersOf } from './credentials.ts';
import type { Feed } from './feed.ts';

export interface AskTools {
  readonly reader: FeedReader;
  /** Null while no SECRET_KEY is set. */
  readonly secrets: SecretBox | null;
}

/** Reads a stored feed with its login; without a request when the login cannot be opened. */
export async function askFeed(
  { reader, secrets }: AskTools,
  feed: Feed,
  how: Pick<ReadRequest, 'validators' | 'patienceMs'>,
): Promise<ReadOutcome> {
  const login = headersOf(feed, secrets);
  if ('kind' in login) return login;
  return reader.read({ url: feed.url, headers: login.headers, ...how });
}
