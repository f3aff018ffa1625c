import type { Embedder } from '../ports/embedder.ts';
import type { TrackedStory } from './tracker.ts';
import type { Article } from './verdict.ts';

/** Gives articles and stories their vectors, where embeddings are switched on. */
export interface Meaning {
  ofArticles(articles: readonly Article[]): Promise<Article[]>;
  ofStory(story: TrackedStory): Promise<TrackedStory>;
}

/** For installations without embeddings. */
export const NO_MEANING: Meaning = {
  ofArticles: (articles) => Promise.resolve([...articles]),
  ofStory: (story) => Promise.resolve(story),
};

// Title and lead; models read a few hundred words at most.
const MAX_CHARACTERS = 1000;
// Vectors of 1,000 numbers: some 40 MB.
const MAX_REMEMBERED = 5000;
// What a story took in by itself makes room for newer items: older ones are not compared.
const MAX_MEMBERS = 30;
// A server that is down must not hold up each batch of news for as long as it takes to find out.
const PAUSE_MS = 60_000;

/** Vectors from an embedder. Each text is asked for once; while the embedder fails, articles go without. */
export function createMeaning(embedder: Embedder, clock: () => Date): Meaning {
  const known = new Map<string, readonly number[]>();
  let pausedUntil = 0;

  async function learn(texts: readonly string[]): Promise<void> {
    const missing = [...new Set(texts.filter((text) => !known.has(text)))];
    if (missing.length === 0 || clock().getTime() < pausedUntil) return;
    const vectors = await embedder.embed(missing);
    if (vectors === null) pausedUntil = clock().getTime() + PAUSE_MS;
    missing.forEach((text, index) => {
      const vector = vectors?.[index];
      if (vector !== undefined) known.set(text, vector);
    });
    for (const text of known.keys()) {
      if (known.size <= MAX_REMEMBERED) break;
      known.delete(text);
    }
  }

  return {
    async ofArticles(articles) {
      await learn(articles.map(textOf));
      return articles.map((article) => ({ ...article, embedding: known.get(textOf(article)) }));
    },
    async ofStory(story) {
      const latest = new Set(story.members.slice(-MAX_MEMBERS));
      const told = story.members.filter((member) => latest.has(member) || member.state !== 'auto');
      await learn([...story.seeds, ...told.map(({ article }) => article)].map(textOf));
      return {
        ...story,
        seedEmbeddings: story.seeds.map((seed) => known.get(textOf(seed)) ?? null),
        members: story.members.map(({ article, state }) => ({
          article: { ...article, embedding: known.get(textOf(article)) },
          state,
        })),
      };
    },
  };
}

function textOf({ title, text }: { readonly title: string; readonly text: string }): string {
  return `${title}\n${text}`.slice(0, MAX_CHARACTERS);
}
