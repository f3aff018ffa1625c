// One feed has many spellings: with and without www, over http and https, with a slash at the end, through
// FeedBurner's several hosts. Spellings are compared, never fetched: a feed keeps the address it was added with.

const FEEDBURNER = /^(?:feeds\d*\.feedburner\.com|feedproxy\.google\.com|feedburner\.google\.com)$/;
/** Added by mailings and readers; no feed differs by them. */
const TRACKING = /^(?:utm_\w+|fbclid|gclid|mc_[ce]id|source|ref)$/i;
/** FeedBurner answers the same feed with all of these. */
const FEEDBURNER_OPTIONS = /^(?:format|fmt)$/i;

/** Addresses a feed is known by; those it does not have are null. */
export interface FeedAddresses {
  readonly url: string;
  /** Where it was found after redirects. */
  readonly finalUrl?: string | null;
  /** Where the document itself says it lives. */
  readonly selfUrl?: string | null;
}

/** The spelling-independent form of a feed's address; equal for addresses of the same feed. */
export function feedKey(address: string): string {
  const text = address
    .trim()
    .replace(/^feed:(?:\/\/)?(?=https?:)/i, '')
    .replace(/^feed:/i, 'http:');
  if (!URL.canParse(text)) return text;
  const url = new URL(text);
  const host = url.hostname
    .toLowerCase()
    .replace(/\.$/, '')
    .replace(/^www\d?\./, '');
  const burner = FEEDBURNER.test(host);
  const kept = [...url.searchParams].filter(
    ([name]) => !TRACKING.test(name) && !(burner && FEEDBURNER_OPTIONS.test(name)),
  );
  const query = new URLSearchParams(kept.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))).toString();
  const path = decodePath(url.pathname)
    .replace(/\/{2,}/g, '/')
    .replace(/\/+$/, '');
  const place = burner
    ? `feedburner${path.toLowerCase().replace(/^\/~r(?=\/)/, '')}`
    : `${host}${port(url)}${path}`;
  return query === '' ? place : `${place}?${query}`;
}

/** Whether two feeds are one: an address of the one is a spelling of an address of the other. */
export function isSameFeed(one: FeedAddresses, other: FeedAddresses): boolean {
  const keys = new Set(keysOf(one));
  return keysOf(other).some((key) => keys.has(key));
}

function keysOf({ url, finalUrl, selfUrl }: FeedAddresses): string[] {
  return [url, finalUrl, selfUrl]
    .filter((address) => typeof address === 'string')
    .map((address) => feedKey(address));
}

/** Ports of http and https are spellings of the same; others are places of their own. */
function port({ port: written }: URL): string {
  return written === '' || written === '80' || written === '443' ? '' : `:${written}`;
}

function decodePath(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}
