import type { Feed } from '../feeds/feed.ts';
import type { Tables } from '../ports/store.ts';
import { UserError } from './command.ts';

const OFFERED = 10;

/**
 * The one feed that a person means by address, title, part of either, or id. Throws UserError when none fits, or with
 * a menu whose choices are `lineFor` their ids when several do.
 */
export async function findFeed(
  tables: Tables,
  typed: string,
  lineFor: (id: string) => string,
): Promise<Feed> {
  const found = await tables.feeds.search(typed, OFFERED + 1);
  const [feed, second] = found;
  if (!feed)
    throw new UserError(`No feed fits "${typed}". See /feeds list, or add it: /feeds add <address>.`);
  const exact =
    [feed.id, feed.url, feed.title.toLowerCase()].includes(typed) ||
    feed.title.toLowerCase() === typed.toLowerCase();
  if (!second || exact) return feed;
  throw new UserError(`Several feeds fit "${typed}".`, {
    blocks: [
      { kind: 'text', text: `Several feeds fit "${typed}". Which one?` },
      {
        kind: 'menu',
        placeholder: 'Choose a feed',
        choices: found.slice(0, OFFERED).map((each) => ({ label: each.title, command: lineFor(each.id) })),
      },
    ],
  });
}
