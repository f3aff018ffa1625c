// News that cannot be mistaken: each item belongs to one made-up story, is no copy of another one, and carries a word of
// its own by which it is recognised in whatever message tells of it.
import type { StoryDefinition } from '../../src/stories/story.ts';
import { openFeedServer, type FeedServer } from '../support/feed-server.ts';
import type { Random } from './random.ts';

export const TOPIC = { slug: 'fault-drill', title: 'Fault drill' };

const NAMES = ['Quorvex', 'Brimtal', 'Zandufor', 'Ekliptra', 'Morwenic', 'Tolvagan'] as const;

export const STORIES: readonly StoryDefinition[] = NAMES.map((name) => ({
  slug: `${name.toLowerCase()}-breach`,
  topic: TOPIC.slug,
  title: `${name} breach`,
  aliases: [name, `${name} intrusion`],
  entities: [name],
  startedAt: null,
  seeds: [
    {
      title: `${name} says intruders copied customer records`,
      text: `${name} confirmed that intruders broke into its network and copied customer records. ${name} has called the breach the worst in its history; investigators are looking at the ${name} servers.`,
      lang: 'en',
    },
  ],
}));

/** One published item. */
export interface Published {
  /** The word that only this item has. */
  readonly token: string;
  readonly publishedAt: number;
}

/** Publishers on loopback, each a host of its own, so that none waits for another. */
export interface Newsroom {
  readonly urls: readonly string[];
  readonly servers: readonly FeedServer[];
  /** Everything published, in order. */
  readonly published: readonly Published[];
  /** Publishes so many items, in turn on each feed. */
  publish(count: number): void;
  close(): Promise<void>;
}

const PATH = '/feed.xml';

export async function openNewsroom(random: Random, feeds = 3): Promise<Newsroom> {
  const servers = await Promise.all(Array.from({ length: feeds }, () => openFeedServer()));
  const entries: string[][] = servers.map(() => []);
  const published: Published[] = [];
  const show = (): void => servers.forEach((server, index) => server.page(PATH, page(entries[index] ?? [])));
  show();
  return {
    urls: servers.map(({ origin }) => `${origin}${PATH}`),
    servers,
    published,
    publish(count) {
      for (let each = 0; each < count; each += 1) {
        const number = published.length;
        const { token, title, text } = newsItem(number, random);
        const publishedAt = Date.now();
        published.push({ token, publishedAt });
        entries[number % feeds]?.unshift(
          `<item><title>${title}</title><link>https://news.example/${token}</link>
          <guid isPermaLink="false">${token}</guid><pubDate>${new Date(publishedAt).toUTCString()}</pubDate>
          <description>${text}</description></item>`,
        );
      }
      show();
    },
    async close() {
      await Promise.all(servers.map((server) => server.close()));
    },
  };
}

/** What is told of a story; `number` picks the story and is in the item's own word. */
export function newsItem(
  number: number,
  random: Random,
): { readonly token: string; readonly title: string; readonly text: string } {
  const name = NAMES[number % NAMES.length] ?? NAMES[0];
  const token = `ref${String(number).padStart(4, '0')}q`;
  const words = (count: number): string => Array.from({ length: count }, () => word(random)).join(' ');
  return {
    token,
    title: `${name} breach: ${words(3)} ${token}`,
    text: `Investigators of the ${name} breach found that intruders copied ${words(8)} from ${name} servers. ${words(12)}.`,
  };
}

const CONSONANTS = Array.from('bdfgklmnprstvz');
const VOWELS = Array.from('aeiou');

/** A word of three to five syllables that no language has. */
function word(random: Random): string {
  return Array.from({ length: random.whole(3, 5) }, () => random.pick(CONSONANTS) + random.pick(VOWELS)).join(
    '',
  );
}

const page = (entries: readonly string[]): string =>
  `<?xml version="1.0"?><rss version="2.0"><channel><title>Drill News</title><link>https://news.example/</link>${entries.join('')}</channel></rss>`;
