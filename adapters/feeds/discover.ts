import { Parser } from 'htmlparser2';
import type {
  DiscoverOutcome,
  FeedCandidate,
  ReadFailure,
  ReadOutcome,
} from '../../src/ports/feed-reader.ts';
import { blocksHost, failure, failureIn } from './failures.ts';
import { knownFeeds } from './known-sites.ts';

/** What discovery needs of the reader. */
export interface DiscoverTools {
  read(url: string): Promise<ReadOutcome>;
  page(url: string): Promise<{ url: string; html: string } | ReadFailure>;
}

/** More candidates than a person wants to choose from are not asked for their titles. */
const MAX_CANDIDATES = 8;
const LATEST_TITLES = 3;
const FEED_TYPES =
  /^(?:application\/(?:rss|atom|rdf|feed)\+(?:xml|json)|application\/(?:rss|atom|json|xml)|text\/(?:rss|xml))/i;

/** Where blogs, status pages and site generators put their feeds when they link to none. */
const WELL_KNOWN = [
  '/feed',
  '/rss.xml',
  '/atom.xml',
  '/feed.xml',
  '/index.xml',
  '/rss',
  '/history.atom',
  '/feed.json',
];

/**
 * Finds the feeds behind an address: the feed itself, those its site is known to have, those its page links to, else
 * the first that answers at a well-known path.
 */
export async function discoverFeeds(tools: DiscoverTools, typed: string): Promise<DiscoverOutcome> {
  const url = withScheme(typed.trim());
  const known = URL.canParse(url) ? knownFeeds(new URL(url)) : [];
  if (known.length > 0) {
    const found = await readable(tools, known);
    if (found !== null) return found;
  }
  const direct = await tools.read(url);
  if (direct.kind === 'read')
    return { kind: 'found', candidates: [candidate(direct.finalUrl, direct, null)] };
  if (direct.kind !== 'unchanged') {
    const reason = failureIn(direct);
    if (reason.cause !== 'not-a-feed') return { kind: 'failed', failure: reason };
  }
  return await discoverOnPage(tools, url);
}

function withScheme(typed: string): string {
  if (/^feed:/i.test(typed))
    return typed.replace(/^feed:(\/\/)?/i, (_, slashes) =>
      /^feed:(\/\/)?https?:/i.test(typed) ? '' : `https:${slashes ?? '//'}`,
    );
  return /^[a-z][a-z\d+.-]*:/i.test(typed) && !/^[^/]+\.[a-z]+:\d+/i.test(typed) ? typed : `https://${typed}`;
}

async function discoverOnPage(tools: DiscoverTools, url: string): Promise<DiscoverOutcome> {
  const page = await tools.page(url);
  if ('cause' in page) return { kind: 'failed', failure: page };
  const linked = linkedFeeds(page.html, page.url);
  const offered = linked.length > 0 ? await readable(tools, linked) : null;
  if (offered !== null) return offered;
  for (const path of WELL_KNOWN) {
    const found = await readable(tools, [{ url: new URL(path, page.url).href, title: null }]);
    if (found !== null) return found;
  }
  return {
    kind: 'failed',
    failure: failure('not-a-feed', 'This page links to no feed. Look for an RSS link on the site.'),
  };
}

interface Lead {
  readonly url: string;
  readonly title: string | null;
}

/**
 * The leads that turn out to be feeds, with their latest titles; one request at a time, as for any host. Null when none
 * does; a failure when that is because a host wants no more requests.
 */
async function readable(tools: DiscoverTools, leads: readonly Lead[]): Promise<DiscoverOutcome | null> {
  const candidates: FeedCandidate[] = [];
  let enough: ReadFailure | null = null;
  for (const { url, title } of leads.slice(0, MAX_CANDIDATES)) {
    const outcome = await tools.read(url);
    if (outcome.kind === 'read' && !candidates.some((other) => other.url === outcome.finalUrl))
      candidates.push(candidate(outcome.finalUrl, outcome, title));
    if (outcome.kind !== 'failed' && outcome.kind !== 'wait') continue;
    const reason = failureIn(outcome);
    if (reason.cause === 'rate-limited' || blocksHost(reason.status)) enough ??= reason;
  }
  if (candidates.length > 0) return { kind: 'found', candidates };
  return enough === null ? null : { kind: 'failed', failure: enough };
}

function candidate(
  url: string,
  outcome: ReadOutcome & { kind: 'read' },
  title: string | null,
): FeedCandidate {
  const { document } = outcome;
  const latestTitles = document.entries
    .slice(0, LATEST_TITLES)
    .map((entry) => entry.title || entry.text.slice(0, 80));
  return { url, title: document.title ?? title, latestTitles };
}

/** Feeds a page links to: `link rel="alternate"` (or `feed`) of a feed type, else anchors that look like feeds. */
export function linkedFeeds(html: string, pageUrl: string): Lead[] {
  const links = new Map<string, Lead>();
  const anchors = new Map<string, Lead>();
  let base = pageUrl;
  const add = (to: Map<string, Lead>, href: string, title: string | null): void => {
    const url = URL.canParse(href, base) ? new URL(href, base) : null;
    if (url === null || !/^https?:$/.test(url.protocol)) return;
    url.hash = '';
    if (!to.has(url.href)) to.set(url.href, { url: url.href, title });
  };
  const parser = new Parser({
    onopentag(name, { href = '', rel = '', type = '', title }) {
      if (name === 'base' && URL.canParse(href, pageUrl)) base = new URL(href, pageUrl).href;
      if (
        name === 'link' &&
        /\b(?:alternate|feed)\b/i.test(rel) &&
        (FEED_TYPES.test(type.trim()) || /\bfeed\b/i.test(rel))
      ) {
        add(links, href, title ?? null);
      }
      if (
        name === 'a' &&
        (FEED_TYPES.test(type) ||
          /(?:\/(?:feed|rss|atom)\/?|\.(?:rss|atom|rdf)|(?:feed|rss|atom|index)\.(?:xml|json))(?:\?[^#]*)?$/i.test(
            href,
          ))
      ) {
        add(anchors, href, title ?? null);
      }
    },
  });
  parser.end(html);
  const found = links.size > 0 ? links : anchors;
  // WordPress offers the comments of every page as a feed; nobody who types a site's address means those.
  const leads = [...found.values()];
  const posts = leads.filter(
    ({ url, title }) => !/\/comments\/feed\/?$/.test(url) && !/comments feed/i.test(title ?? ''),
  );
  return posts.length > 0 ? posts : leads;
}
