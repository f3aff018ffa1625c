/** What was decided for an item, beside what is right. */
export interface Judged {
  /** The story it belongs to; null for none. */
  readonly story: string | null;
  /** The story it joined; null for none. */
  readonly joined: string | null;
  /** A negative that is near a story. */
  readonly hard: boolean;
  readonly lang: string;
}

/** Quality over a set of items; every share is 0..1. */
export interface Quality {
  readonly items: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Mean of the stories' F1. */
  readonly macroF1: number;
  /** Items put into a story that they do not belong to, whether to another one or to none. */
  readonly falseMerges: number;
  /** Share of the hard negatives that joined a story. */
  readonly hardFalseAlarms: number;
  /** Share of the stories' items that joined another story. */
  readonly wrongStory: number;
}

interface Count {
  hits: number;
  falseJoins: number;
  misses: number;
}

/** Measures decisions. An empty set has quality 0. */
export function measure(judged: readonly Judged[]): Quality {
  const stories = new Map<string, Count>();
  const countOf = (story: string): Count => {
    const count = stories.get(story) ?? { hits: 0, falseJoins: 0, misses: 0 };
    stories.set(story, count);
    return count;
  };
  for (const { story, joined } of judged) {
    if (story !== null && joined === story) countOf(story).hits++;
    else {
      if (story !== null) countOf(story).misses++;
      if (joined !== null) countOf(joined).falseJoins++;
    }
  }
  return qualityOf(judged, stories);
}

function qualityOf(judged: readonly Judged[], stories: ReadonlyMap<string, Count>): Quality {
  const total: Count = { hits: 0, falseJoins: 0, misses: 0 };
  for (const count of stories.values()) {
    total.hits += count.hits;
    total.falseJoins += count.falseJoins;
    total.misses += count.misses;
  }
  const expected = [...stories.values()].filter(({ hits, misses }) => hits + misses > 0);
  const belonging = judged.filter(({ story }) => story !== null);
  const hard = judged.filter((one) => one.hard && one.story === null);
  return {
    items: judged.length,
    precision: share(total.hits, total.hits + total.falseJoins),
    recall: share(total.hits, total.hits + total.misses),
    f1: f1Of(total),
    macroF1: share(
      expected.reduce((sum, count) => sum + f1Of(count), 0),
      expected.length,
    ),
    falseMerges: total.falseJoins,
    hardFalseAlarms: share(hard.filter(({ joined }) => joined !== null).length, hard.length),
    wrongStory: share(
      belonging.filter(({ story, joined }) => joined !== null && joined !== story).length,
      belonging.length,
    ),
  };
}

function f1Of({ hits, falseJoins, misses }: Count): number {
  return share(2 * hits, 2 * hits + falseJoins + misses);
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
