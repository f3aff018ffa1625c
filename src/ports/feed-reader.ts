import type { FeedDocument } from '../feeds/item.ts';

/** What is remembered of a feed's last answer, so that the next request can be conditional. */
export interface Validators {
  /** The URL that sent them; they are never sent to another one. */
  readonly url: string;
  readonly etag: string | null;
  readonly lastModified: string | null;
  /** Hash of the last body: an equal body is not parsed again. */
  readonly bodyHash: string | null;
}

export interface ReadRequest {
  readonly url: string;
  readonly validators: Validators | null;
  /** Header lines that authenticate (already decrypted), e.g. `{ authorization: 'Basic …' }`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds to wait for a turn at the host; by default long enough for the longest gap between two requests. */
  readonly patienceMs?: number;
  /** Ends the request early, e.g. at shutdown. */
  readonly signal?: AbortSignal;
}

/** Header lines that authenticate (already decrypted), and the one origin they may be sent to. */
export interface Login {
  readonly origin: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Why a feed could not be read. `message` is a sentence for a person that says what to do. */
export interface ReadFailure {
  readonly cause:
    | 'bad-url'
    | 'refused-address'
    | 'dns'
    | 'connect'
    | 'timeout'
    | 'too-large'
    | 'redirects'
    | 'not-found'
    | 'gone'
    | 'forbidden'
    | 'rate-limited'
    | 'server-error'
    | 'http-error'
    | 'bot-wall'
    | 'not-a-feed'
    | 'unreadable';
  readonly message: string;
  readonly status: number | null;
  readonly retryAfterMs: number | null;
}

interface Answer {
  /** The URL that answered, after redirects. */
  readonly finalUrl: string;
  /** Set when every redirect on the way was permanent (301, 308): where the feed says it lives now. */
  readonly permanentUrl: string | null;
  /** From `Cache-Control: max-age`, `Expires` and `Retry-After`: not to be asked again sooner. */
  readonly freshForMs: number | null;
  readonly validators: Validators;
  /** Bytes that came over the wire. */
  readonly bytes: number;
}

export type AskedOutcome =
  | ({ readonly kind: 'read'; readonly document: FeedDocument } & Answer)
  | ({ readonly kind: 'unchanged' } & Answer)
  | { readonly kind: 'failed'; readonly failure: ReadFailure };

export type ReadOutcome =
  | AskedOutcome
  /** A host, the feed's own or one it redirects to, was not asked: it is another's turn, or it wants to be left alone. */
  | {
      readonly kind: 'wait';
      readonly waitMs: number;
      /** Which host, why and how long: a sentence for a person. */
      readonly message: string;
    };

/** A feed found on a page, or the page itself when it is a feed. */
export interface FeedCandidate {
  readonly url: string;
  readonly title: string | null;
  readonly latestTitles: readonly string[];
}

export type DiscoverOutcome =
  | { readonly kind: 'found'; readonly candidates: readonly FeedCandidate[] }
  | { readonly kind: 'failed'; readonly failure: ReadFailure };

/** What a news page says of itself. */
export interface ArticlePage {
  /** After redirects. */
  readonly url: string;
  /** Empty when the page has none. */
  readonly title: string;
  readonly text: string;
  readonly language: string | null;
  readonly published: Date | null;
}

export type ArticleOutcome =
  | { readonly kind: 'read'; readonly page: ArticlePage }
  | { readonly kind: 'failed'; readonly failure: ReadFailure };

/** Reads feeds over HTTP. Never throws for what a server does: every fault is an outcome. */
export interface FeedReader {
  /** One polite, conditional GET and, when the body is new, its parse. */
  read(request: ReadRequest): Promise<ReadOutcome>;
  /**
   * The feeds behind an address a person typed: the feed itself, or those its page links to. Asked with the login where
   * that belongs.
   */
  discover(url: string, login?: Login): Promise<DiscoverOutcome>;
  /** A news page that a person points to, read with the same care as a feed. */
  article(url: string): Promise<ArticleOutcome>;
  /** Frees sockets and worker threads. */
  close(): Promise<void>;
}
