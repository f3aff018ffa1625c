import type { Profile } from './profile.ts';
import { heaviestOf } from './vector.ts';
import type { Entry } from './weigh.ts';

/** Finds the stories an item may belong to, at a cost that does not grow with the stories it shares nothing with. */
export interface CandidateIndex {
  put(profile: Profile): void;
  remove(storyId: string): void;
  /** Ids of stories that share the most weight with an item, best first, at most `limit`. */
  near(entries: readonly Entry[], limit: number): string[];
}

// Long lists belong to terms that many stories hold: they are read last, and not beyond this many entries an item.
const BUDGET = 1500;
// Less in common than this was nothing in the fitting data: what belonged had .05 and more.
const LEAST = 0.03;
// What ties an item to a story stands among its heaviest terms or is a name or rare word.
const TERMS = 60;

interface Posting {
  readonly slots: number[];
  readonly shares: number[];
}

/** Creates an empty index. */
export function createCandidateIndex(): CandidateIndex {
  const postings = new Map<number, Posting>();
  const slotOf = new Map<string, number>();
  const storyAt: string[] = [];
  const termsAt: (readonly number[])[] = [];
  const free: number[] = [];
  let scores = new Float64Array(64);

  function remove(storyId: string): void {
    const slot = slotOf.get(storyId);
    if (slot === undefined) return;
    for (const term of termsAt[slot] ?? []) {
      const posting = postings.get(term);
      const place = posting?.slots.indexOf(slot) ?? -1;
      if (posting === undefined || place < 0) continue;
      posting.slots.splice(place, 1);
      posting.shares.splice(place, 1);
      if (posting.slots.length === 0) postings.delete(term);
    }
    slotOf.delete(storyId);
    free.push(slot);
  }

  function slotFor(storyId: string): number {
    const slot = free.pop() ?? storyAt.length;
    storyAt[slot] = storyId;
    slotOf.set(storyId, slot);
    if (slot >= scores.length) scores = new Float64Array(2 * scores.length);
    return slot;
  }

  return {
    remove,
    put(profile) {
      remove(profile.id);
      const slot = slotFor(profile.id);
      const length = profile.running || 1;
      const terms = heaviestOf(profile.terms, ({ running }) => running, TERMS).filter(
        ([, weight]) => weight > 0,
      );
      for (const [term, weight] of terms) {
        const posting = postings.get(term) ?? { slots: [], shares: [] };
        posting.slots.push(slot);
        posting.shares.push(weight / length);
        postings.set(term, posting);
      }
      termsAt[slot] = terms.map(([term]) => term);
    },
    near(entries, limit) {
      const touched = gather(entries, postings, scores);
      const best = bestOf(touched, scores, limit).flatMap((slot) => storyAt[slot] ?? []);
      for (const slot of touched) scores[slot] = 0;
      return best;
    },
  };
}

/** The slots with the highest scores, best first; of equals, those that come first. */
function bestOf(slots: readonly number[], scores: Float64Array, limit: number): number[] {
  const best: number[] = [];
  for (const slot of slots) {
    const score = scores[slot] ?? 0;
    if (score < LEAST) continue;
    let at = best.length;
    while (at > 0 && (scores[best[at - 1] ?? 0] ?? 0) < score) at--;
    if (at >= limit) continue;
    best.splice(at, 0, slot);
    if (best.length > limit) best.pop();
  }
  return best;
}

/** Adds up what each story shares with an item, into `scores` by slot; returns the slots that share anything. */
function gather(
  entries: readonly Entry[],
  postings: ReadonlyMap<number, Posting>,
  scores: Float64Array,
): number[] {
  const lists: { readonly posting: Posting; readonly weight: number }[] = [];
  for (const { id, weight } of entries) {
    const posting = postings.get(id);
    if (posting !== undefined) lists.push({ posting, weight });
  }
  lists.sort((one, other) => one.posting.slots.length - other.posting.slots.length);
  const touched: number[] = [];
  let left = BUDGET;
  for (const { posting, weight } of lists) {
    left -= posting.slots.length;
    if (left < 0) break;
    for (let at = 0; at < posting.slots.length; at++) {
      const slot = posting.slots[at] ?? 0;
      const before = scores[slot] ?? 0;
      if (before === 0) touched.push(slot);
      scores[slot] = before + weight * (posting.shares[at] ?? 0);
    }
  }
  return touched;
}
