import type { Enclosure } from '../../../src/feeds/item.ts';

/** An entry as one reader of the chain found it; what it did not find is `''`, null or empty. */
export interface Draft {
  readonly guid: string;
  /** One line of clean text. */
  readonly title: string;
  readonly link: string | null;
  /** HTML or text, as `contentText` takes it. */
  readonly content: string;
  readonly summary: string;
  /** True when content and summary are plain text by their format's rule and hold no markup. */
  readonly plain: boolean;
  readonly author: string | null;
  readonly published: Date | null;
  readonly updated: Date | null;
  readonly language: string | null;
  readonly categories: readonly string[];
  readonly enclosures: readonly Enclosure[];
  readonly source: { readonly title: string; readonly url: string | null } | null;
  readonly image: string | null;
}

export const EMPTY_DRAFT: Draft = {
  guid: '',
  title: '',
  link: null,
  content: '',
  summary: '',
  plain: false,
  author: null,
  published: null,
  updated: null,
  language: null,
  categories: [],
  enclosures: [],
  source: null,
  image: null,
};

/** Whether another reader could add something that matters. */
export function hasGaps({ guid, title, link, content, summary, author, published, updated }: Draft): boolean {
  const silent = content === '' && summary === '';
  return (
    guid === '' ||
    title === '' ||
    link === null ||
    silent ||
    author === null ||
    (published ?? updated) === null
  );
}

/** The draft, with what it lacks taken from another reader's. */
export function fillGaps(draft: Draft, other: Draft): Draft {
  return {
    guid: draft.guid || other.guid,
    title: draft.title || other.title,
    link: draft.link ?? other.link,
    content: draft.content || (draft.summary === '' ? other.content : ''),
    summary: draft.summary || other.summary,
    plain: draft.plain,
    author: draft.author ?? other.author,
    published: draft.published ?? (draft.updated === null ? other.published : null),
    updated: draft.updated ?? other.updated,
    language: draft.language ?? other.language,
    categories: draft.categories.length > 0 ? draft.categories : other.categories,
    enclosures: draft.enclosures.length > 0 ? draft.enclosures : other.enclosures,
    source: draft.source ?? other.source,
    image: draft.image ?? other.image,
  };
}

/** A feed document as one reader found it. */
export interface FeedDraft {
  readonly format: 'rss' | 'atom' | 'rdf' | 'json';
  readonly version: string | null;
  readonly title: string | null;
  readonly siteUrl: string | null;
  readonly selfUrl: string | null;
  readonly language: string | null;
  readonly askedIntervalMs: number | null;
  readonly skipHours: readonly number[];
  readonly skipDays: readonly number[];
  readonly entries: readonly Draft[];
}

/** What every reader needs besides the document. */
export interface ReadContext {
  readonly url: string | null;
  readonly now: Date;
  /** How the feed writes dates in numbers; month first when absent. */
  readonly dayFirst?: boolean;
}
