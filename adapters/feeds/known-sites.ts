interface KnownSite {
  readonly host: RegExp;
  readonly feeds: (url: URL, parts: readonly string[]) => readonly string[];
}

// Sites whose pages link to no feed, or to others than the one a person means. Each builds addresses from the path.
const SITES: readonly KnownSite[] = [
  {
    host: /(^|\.)youtube\.com$/,
    feeds: (url, [kind, id]) => {
      const list = url.searchParams.get('list');
      if (list !== null)
        return [`https://www.youtube.com/feeds/videos.xml?playlist_id=${encodeURIComponent(list)}`];
      return kind === 'channel' && id !== undefined
        ? [`https://www.youtube.com/feeds/videos.xml?channel_id=${id}`]
        : [];
    },
  },
  {
    host: /^(www\.)?github\.com$/,
    feeds: (_, [owner, repo, kind, branch]) => {
      if (owner === undefined || repo === undefined) return [];
      const at = `https://github.com/${owner}/${repo}`;
      if (kind === 'commits') return [`${at}/commits${branch === undefined ? '' : `/${branch}`}.atom`];
      if (kind === 'tags') return [`${at}/tags.atom`];
      return [`${at}/releases.atom`];
    },
  },
  {
    host: /(^|\.)reddit\.com$/,
    feeds: (_, [kind, name]) =>
      /^(r|u|user)$/.test(kind ?? '') && name !== undefined
        ? [`https://www.reddit.com/${kind}/${name}/.rss`]
        : [],
  },
  {
    host: /^gitlab\.com$/,
    feeds: (url, [owner, repo]) => {
      const project = url.pathname.split('/-/')[0] ?? '';
      return owner === undefined || repo === undefined
        ? []
        : [`https://gitlab.com${project}/-/tags?format=atom`];
    },
  },
];

/** Feed addresses a site is known to have for one of its pages; none for a page that is a feed itself. */
export function knownFeeds(url: URL): { url: string; title: null }[] {
  if (/\.(?:atom|rss|xml)$|\/feeds\//.test(url.pathname)) return [];
  const parts = url.pathname.split('/').filter((part) => part !== '');
  const site = SITES.find(({ host }) => host.test(url.hostname));
  const feeds = site?.feeds(url, parts) ?? fediverse(url, parts);
  return feeds.map((address) => ({ url: address, title: null }));
}

/** Mastodon and its kin: a profile `/@name` has a feed at `/@name.rss`. */
function fediverse(url: URL, [profile, ...rest]: readonly string[]): string[] {
  if (profile === undefined || rest.length > 0 || !/^@[\w.-]+$/.test(profile)) return [];
  return [`${url.origin}/${profile}.rss`];
}
