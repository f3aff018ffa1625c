import type { Embedder } from '../ports/embedder.ts';
import type { TrackedStory } from './tracker.ts';
import type { Article } from './verdict.ts';

/** Gives articles and stories their vectors, where embeddings are switched on. */
export interface Meaning {
  /** Texts that have to be asked for before these articles or this story have all their vectors; none while asking fails. */
  unknownIn(articles: readonly Article[]): readonly string[];
  unknownInStory(story: TrackedStory): readonly string[];
  /** Asks for the vectors of texts. Takes seconds: no transaction should wait for it. */
  ask(texts: readonly string[]): Promise<void>;
  /** With the vectors that are known. */
  ofArticle(article: Article): Article;
  ofStory(story: TrackedStory): TrackedStory;
}

/** For installations without embeddings. */
export const NO_MEANING: Meaning = {
  unknownIn: () => [],
  unknownInStory: () => [],
  ask: () => Promise.resolve(),
  ofArticle: (article) => article,
  ofStory: (story) => story,
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

  const unknown = (documents: readonly Text[]): readonly string[] =>
    clock().getTime() < pausedUntil ? [] : documents.map(textOf).filter((text) => !known.has(text));
  const vectorOf = (document: Text): readonly number[] | undefined => known.get(textOf(document));

  return {
    unknownIn: unknown,
    unknownInStory({ seeds, members }) {
      const latest = new Set(members.slice(-MAX_MEMBERS));
      const told = members.filter((member) => latest.has(member) || member.state !== 'auto');
      return unknown([...seeds, ...told.map(({ article }) => article)]);
    },
    async ask(asked) {
      const texts = [...new Set(asked)];
      const vectors = await embedder.embed(texts);
      if (vectors === null) pausedUntil = clock().getTime() + PAUSE_MS;
      for (const [index, vector] of (vectors ?? []).entries()) known.set(texts[index] ?? '', vector);
      for (const text of known.keys()) {
        if (known.size <= MAX_REMEMBERED) break;
        known.delete(text);
      }
    },
    ofArticle: (article) => ({ ...article, embedding: vectorOf(article) }),
    ofStory: (story) => ({
      ...story,
      seedEmbeddings: story.seeds.map((seed) => vectorOf(seed) ?? null),
      members: story.members.map(({ article, state }) => ({
        article: { ...article, embedding: vectorOf(article) },
        state,
      })),
    }),
  };
}

interface Text {
  readonly title: string;
  readonly text: string;
}

function textOf({ title, text }: Text): string {
  return `${title}\n${text}`.slice(0, MAX_CHARACTERS);
}
