import type { Profile } from './profile.ts';
import type { Entry } from './vector.ts';

/** Finds the stories an item may belong to, at a cost that does not grow with the stories it shares nothing with. */
export interface CandidateIndex {
  put(profile: Profile): void;
  remove(storyId: string): void;
  /** Ids of stories that share the most weight with an item, best first, at most `limit`. */
  near(entries: readonly Entry[], limit: number): string[];
}

// Long lists belong to terms that half of the stories hold: they are read last, and not beyond this many entries an item.
const BUDGET = 4000;

/** Creates an empty index. */
export function createCandidateIndex(): CandidateIndex {
  const postings = new Map<number, Map<string, number>>();
  const termsOf = new Map<string, readonly number[]>();

  function remove(storyId: string): void {
    for (const term of termsOf.get(storyId) ?? []) {
      const posting = postings.get(term);
      posting?.delete(storyId);
      if (posting?.size === 0) postings.delete(term);
    }
    termsOf.delete(storyId);
  }

  return {
    remove,
    put(profile) {
      remove(profile.id);
      const length = profile.running.length || 1;
      for (const [term, weight] of profile.running.weights) {
        const posting = postings.get(term) ?? new Map<string, number>();
        postings.set(term, posting.set(profile.id, weight / length));
      }
      termsOf.set(profile.id, [...profile.running.weights.keys()]);
    },
    near(entries, limit) {
      const scores = new Map<string, number>();
      const lists = entries
        .flatMap(({ id, weight }) => {
          const posting = postings.get(id);
          return posting === undefined ? [] : [{ posting, weight }];
        })
        .toSorted((one, other) => one.posting.size - other.posting.size);
      let left = BUDGET;
      for (const { posting, weight } of lists) {
        if (posting.size > left) break;
        left -= posting.size;
        for (const [story, share] of posting) scores.set(story, (scores.get(story) ?? 0) + weight * share);
      }
      return [...scores]
        .toSorted((one, other) => other[1] - one[1])
        .slice(0, limit)
        .map(([story]) => story);
    },
  };
}
