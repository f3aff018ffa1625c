import { titleOf } from './constructs.ts';
import type { Draft, FeedDraft, ReadContext } from './draft.ts';
import { childrenOf, firstOf, inherited, textOf, type Element } from './element.ts';
import { atomLink, baseAt, resolveLink, type Base } from './links.ts';
import type { Located } from './locate.ts';

const MINUTE = 60_000;
const PERIODS: Readonly<Record<string, number>> = {
  hourly: 60 * MINUTE,
  daily: 1440 * MINUTE,
  weekly: 10_080 * MINUTE,
  monthly: 43_200 * MINUTE,
  yearly: 525_600 * MINUTE,
};
const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** The feed's own fields, without entries. */
export function readFeed(located: Located, context: ReadContext): Omit<FeedDraft, 'entries'> {
  const { channel, root } = located;
  const siteUrl = siteOf(channel, context.url);
  return {
    format: located.format,
    version: located.version,
    title: titleOf(firstOf(channel, 'title', 'dc:title', 'atom:title')) || null,
    siteUrl,
    selfUrl: selfOf(channel, context.url),
    language: textOf(firstOf(channel, 'language', 'dc:language')) || inherited(channel, 'xml:lang'),
    askedIntervalMs: askedInterval(channel),
    skipHours: skipHours(channel),
    skipDays: skipDays(firstOf(channel, 'skipdays') ?? firstOf(root, 'skipdays')),
  };
}

/**
 * Where relative addresses of entries start: the document's address, or the site a feed names when the document is
 * served from elsewhere (FeedBurner and the like), since RSS links are relative to the site.
 */
export function entryBase(located: Located, siteUrl: string | null, url: string | null): Base {
  const absolute = siteUrl !== null && /^https?:/i.test(siteUrl) ? siteUrl : null;
  if (located.format === 'atom') return url ?? selfOf(located.channel, null) ?? absolute;
  return absolute ?? url;
}

function siteOf(channel: Element, base: Base): string | null {
  for (const link of childrenOf(channel, 'link')) {
    if (link.attributes['href'] !== undefined) continue;
    const url = resolveLink(textOf(link), baseAt(link, base));
    if (url !== null) return url;
  }
  return atomLink(channel, base);
}

function selfOf(channel: Element, base: Base): string | null {
  const links = [...childrenOf(channel, 'link'), ...childrenOf(channel, 'atom:link')];
  const self = links.find((link) => link.attributes['rel'] === 'self');
  return self === undefined ? null : resolveLink(self.attributes['href'] ?? '', baseAt(self, base));
}

/** The longer of `ttl` (minutes) and the syndication module's period divided by its frequency. */
function askedInterval(channel: Element): number | null {
  const ttl = Number.parseFloat(textOf(firstOf(channel, 'ttl')));
  const period = PERIODS[textOf(firstOf(channel, 'sy:updateperiod')).toLowerCase()];
  const written = Number.parseFloat(textOf(firstOf(channel, 'sy:updatefrequency')));
  const frequency = written > 0 ? written : 1;
  const asked = Math.max(ttl > 0 ? ttl * MINUTE : 0, period === undefined ? 0 : period / frequency);
  return asked > 0 && Number.isFinite(asked) ? Math.round(asked) : null;
}

function skipHours(channel: Element): number[] {
  const list = firstOf(channel, 'skiphours');
  if (list === null) return [];
  const hours = childrenOf(list, 'hour').map((hour) => Number.parseInt(textOf(hour), 10));
  // Early RSS counted from 1 to 24; 24 is midnight.
  return [...new Set(hours.filter((hour) => hour >= 0 && hour <= 24).map((hour) => hour % 24))];
}

function skipDays(list: Element | null): number[] {
  if (list === null) return [];
  const days = childrenOf(list, 'day').map((day) => DAYS.indexOf(textOf(day).toLowerCase()));
  return [...new Set(days.filter((day) => day >= 0))];
}

/** A feed draft with its entries. */
export function withEntries(feed: Omit<FeedDraft, 'entries'>, entries: readonly Draft[]): FeedDraft {
  return { ...feed, entries };
}
