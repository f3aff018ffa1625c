import type { Postings } from './postings.ts';
import { createPostings } from './postings.ts';
import type { Profile } from './profile.ts';
import { heaviestOf } from './vector.ts';
import type { Weighed } from './weigh.ts';

/** Finds the stories an item may belong to, at a cost that does not grow with the stories it shares nothing with. */
export interface CandidateIndex {
  put(profile: Profile): void;
  remove(storyId: string): void;
  /** Ids of stories that share the most weight with an item, best first, at most `limit`. */
  near(item: Weighed, limit: number): string[];
}

// Long lists belong to terms that many stories hold: they are read last, and not beyond this many entries an item.
const BUDGET = 1500;
// Less in common than this was nothing in the fitting data, nor with a thousand more stories beside them.
const LEAST = 0.05;
// What ties an item to a story stands among its heaviest terms or is a name or rare word.
const TERMS = 60;

// A story that holds a term is one number: its slot, and behind that the share that the term has there in this many steps.
// That leaves slots for half a million stories.
const SHARE_BITS = 12;
const WHOLE = 2 ** SHARE_BITS - 1;

/** Creates an empty index. */
export function createCandidateIndex(): CandidateIndex {
  const postings = createPostings();
  const slotOf = new Map<string, number>();
  const storyAt: string[] = [];
  const termsAt: (readonly number[])[] = [];
  const free: number[] = [];
  // By slot, what the story there shares with the item at hand; 0 between items.
  let scores = new Float64Array(64);

  function remove(storyId: string): void {
    const slot = slotOf.get(storyId);
    if (slot === undefined) return;
    for (const term of termsAt[slot] ?? []) postings.takeOut(term, (one) => one >>> SHARE_BITS === slot);
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
      const { ids, running } = profile.known;
      const length = profile.running || 1;
      const heaviest = heaviestOf(running, TERMS).filter((place) => (running[place] ?? 0) > 0);
      for (const place of heaviest) {
        const share = Math.max(1, Math.round(((running[place] ?? 0) / length) * WHOLE));
        postings.append(ids[place] ?? 0, (slot << SHARE_BITS) | share);
      }
      termsAt[slot] = heaviest.map((place) => ids[place] ?? 0);
    },
    near(item, limit) {
      const close = addUp(item, postings, scores);
      const nearest = close.toSorted((one, other) => (scores[other] ?? 0) - (scores[one] ?? 0));
      // Eight bytes a story: sooner done than noting where anything was added.
      scores.fill(0, 0, storyAt.length);
      return nearest.slice(0, limit).map((slot) => storyAt[slot] ?? '');
    },
  };
}

/** Adds up what each story shares with an item, rare terms first; returns the slots of those that share enough. */
function addUp(
  { ids, weights }: Weighed,
  { numbers, starts, sizes }: Postings,
  scores: Float64Array,
): number[] {
  const close: number[] = [];
  let left = BUDGET;
  const lists = rarestFirst(ids, sizes);
  for (let list = 0; list < lists.length; list++) {
    const at = (lists[list] ?? 0) & PLACES;
    const term = ids[at] ?? 0;
    const start = starts[term] ?? 0;
    const stop = start + (sizes[term] ?? 0);
    left -= stop - start;
    if (left < 0) break;
    const step = (weights[at] ?? 0) / WHOLE;
    for (let place = start; place < stop; place++) {
      const one = numbers[place] ?? 0;
      const slot = one >>> SHARE_BITS;
      const before = scores[slot] ?? 0;
      const after = before + step * (one & WHOLE);
      scores[slot] = after;
      if (after >= LEAST && before < LEAST) close.push(slot);
    }
  }
  return close;
}

// Texts are cut before they have as many terms.
const PLACE_BITS = 12;
const PLACES = 2 ** PLACE_BITS - 1;
const order = new Int32Array(2 ** PLACE_BITS);

/** Where the terms stand that stories hold: the place of each as the last bits of how many stories hold it. */
function rarestFirst(ids: readonly number[], sizes: Int32Array): Int32Array {
  let held = 0;
  for (let at = 0; at < ids.length; at++) {
    const id = ids[at] ?? -1;
    const stories = id < 0 ? 0 : (sizes[id] ?? 0);
    if (stories > 0) order[held++] = (stories << PLACE_BITS) | at;
  }
  return order.subarray(0, held).toSorted();
}
