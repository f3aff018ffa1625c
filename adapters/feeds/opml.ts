import { Parser } from 'htmlparser2';
import type { OpmlFeed } from '../../src/ports/opml.ts';
import { decodeBody } from './decode.ts';
import { CONTROL } from './parse/entities.ts';

export interface OpmlResult {
  readonly feeds: readonly OpmlFeed[];
  /** What could not be taken over, in words for a person. */
  readonly problems: readonly string[];
}

const MAX_FEEDS = 20_000;
/** As many as feeds: whoever imports a list wants to know each that is missing. */
const MAX_PROBLEMS = 20_000;
const MAX_DEPTH = 20;

/** Reads an OPML file of any age and shape; never throws. A feed listed twice is taken once. */
export function parseOpml(input: string | Uint8Array): OpmlResult {
  const text = typeof input === 'string' ? input : decodeBody(input, null).text;
  const feeds = new Map<string, OpmlFeed>();
  const problems: string[] = [];
  const folders: (string | null)[] = [];
  let outlines = 0;
  const complain = (problem: string): void => {
    if (problems.length < MAX_PROBLEMS) problems.push(problem);
  };
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (name.toLowerCase() !== 'outline') return;
        outlines += 1;
        const outline = lowerKeys(attributes);
        const title = label(outline);
        const address = (
          outline['xmlurl'] ?? (outline['type'] === 'rss' ? (outline['url'] ?? '') : '')
        ).trim();
        const isFeed = address !== '' || 'xmlurl' in outline;
        folders.push(isFeed || title === '' || folders.length >= MAX_DEPTH ? null : title);
        if (!isFeed) return;
        const url = feedUrl(address);
        if (url === null)
          return complain(
            `“${title || address || 'An entry'}” has no usable address: “${address.slice(0, 200)}”.`,
          );
        if (feeds.has(url)) return complain(`${url} is listed more than once.`);
        if (feeds.size >= MAX_FEEDS)
          return complain(`Only the first ${MAX_FEEDS} feeds are taken; ${url} is not.`);
        feeds.set(url, { url, title: title || url, folder: folders.filter((folder) => folder !== null) });
      },
      onclosetag(name) {
        if (name.toLowerCase() === 'outline') folders.pop();
      },
    },
    { xmlMode: true, decodeEntities: true, lowerCaseTags: false },
  );
  parser.end(text.replace(CONTROL, ''));
  if (outlines === 0) complain('This is not an OPML file: it lists nothing.');
  return { feeds: [...feeds.values()], problems };
}

function lowerKeys(attributes: Record<string, string>): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key.toLowerCase(), value]));
}

function label(outline: Record<string, string | undefined>): string {
  return (outline['title']?.trim() || outline['text']?.trim() || '').replace(/\s+/g, ' ');
}

function feedUrl(address: string): string | null {
  const url = address
    .replace(/^feed:(?:\/\/(?!https?:))?/i, (prefix) => (prefix.endsWith('//') ? 'http://' : ''))
    .replace(/^\/\/(?=https?:)/, '');
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) return null;
  return url;
}

interface Folder {
  readonly folders: Map<string, Folder>;
  readonly feeds: OpmlFeed[];
}

/** Writes feeds as OPML 2.0 that `parseOpml` reads back to the same list, grouped by folder. */
export function renderOpml(feeds: readonly OpmlFeed[]): string {
  const root: Folder = { folders: new Map(), feeds: [] };
  for (const feed of feeds) {
    let at = root;
    for (const name of feed.folder) {
      const next = at.folders.get(name) ?? { folders: new Map(), feeds: [] };
      at.folders.set(name, next);
      at = next;
    }
    at.feeds.push(feed);
  }
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<opml version="2.0">',
    '  <head>',
    '    <title>Storywatch feeds</title>',
    '  </head>',
    '  <body>',
    ...outlineLines(root, '    '),
    '  </body>',
    '</opml>',
    '',
  ].join('\n');
}

function outlineLines({ folders, feeds }: Folder, indent: string): string[] {
  const own = feeds.map(
    ({ url, title }) =>
      `${indent}<outline type="rss" text="${escape(title)}" title="${escape(title)}" xmlUrl="${escape(url)}"/>`,
  );
  const nested = [...folders].flatMap(([name, folder]) => [
    `${indent}<outline text="${escape(name)}" title="${escape(name)}">`,
    ...outlineLines(folder, `${indent}  `),
    `${indent}</outline>`,
  ]);
  return [...own, ...nested];
}

function escape(text: string): string {
  return text
    .replace(CONTROL, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
