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

/**
 * The stories that hold a term, each as one number: its slot, and behind that the share that the term has there. There are
 * too many for the processor's caches, and reading is waiting for them: half the room is half the time.
 */
type Posting = number[];
// Shares are kept in this many steps, which leaves slots for half a million stories in a small integer.
const SHARE_BITS = 12;
const WHOLE = 2 ** SHARE_BITS - 1;

/** Creates an empty index. */
export function createCandidateIndex(): CandidateIndex {
  // By the number of the term.
  const postings: (Posting | undefined)[] = [];
  const slotOf = new Map<string, number>();
  const storyAt: string[] = [];
  const termsAt: (readonly number[])[] = [];
  const free: number[] = [];
  let scores = new Float64Array(64);
  // The slots that share anything with the item at hand.
  let touched = new Int32Array(64);

  function remove(storyId: string): void {
    const slot = slotOf.get(storyId);
    if (slot === undefined) return;
    for (const term of termsAt[slot] ?? []) {
      const posting = postings[term];
      if (posting !== undefined) takeOut(posting, slot);
    }
    slotOf.delete(storyId);
    free.push(slot);
  }

  function slotFor(storyId: string): number {
    const slot = free.pop() ?? storyAt.length;
    storyAt[slot] = storyId;
    slotOf.set(storyId, slot);
    if (slot >= scores.length) {
      scores = new Float64Array(2 * scores.length);
      touched = new Int32Array(scores.length);
    }
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
        (postings[ids[place] ?? 0] ??= []).push((slot << SHARE_BITS) | share);
      }
      termsAt[slot] = heaviest.map((place) => ids[place] ?? 0);
    },
    near(item, limit) {
      const count = gather(item, postings, { scores, touched });
      const best = bestOf({ scores, touched }, count, limit);
      for (let at = 0; at < count; at++) scores[touched[at] ?? 0] = 0;
      return best.map((slot) => storyAt[slot] ?? '');
    },
  };
}

function takeOut(posting: Posting, slot: number): void {
  const at = posting.findIndex((one) => one >>> SHARE_BITS === slot);
  if (at >= 0) posting.splice(at, 1);
}

interface Gathered {
  /** By slot: what the story there shares with the item; 0 before the first item and after each. */
  readonly scores: Float64Array;
  readonly touched: Int32Array;
}

/** Of the first `count` slots touched those with the highest scores, best first; of equals, those that come first. */
function bestOf({ scores, touched }: Gathered, count: number, limit: number): number[] {
  const best: number[] = [];
  for (let at = 0; at < count; at++) {
    const slot = touched[at] ?? 0;
    const score = scores[slot] ?? 0;
    if (score < LEAST) continue;
    let place = best.length;
    while (place > 0 && (scores[best[place - 1] ?? 0] ?? 0) < score) place--;
    if (place >= limit) continue;
    best.splice(place, 0, slot);
    if (best.length > limit) best.pop();
  }
  return best;
}

// Sorting the lists by length would take longer than reading them: they are read in this many goes, each of lists up to
// four times as long as before.
const LONGEST = [1, 4, 16, 64, 256, Infinity];

/** Adds up what each story shares with an item, rare terms first; returns how many slots were touched. */
function gather(
  { ids, weights }: Weighed,
  postings: readonly (Posting | undefined)[],
  { scores, touched }: Gathered,
): number {
  let [found, left, shortest] = [0, BUDGET, 0];
  for (const longest of LONGEST) {
    for (let term = 0; term < ids.length; term++) {
      const posting = postings[ids[term] ?? 0];
      const weight = weights[term] ?? 0;
      if (posting === undefined || weight === 0) continue;
      if (posting.length <= shortest || posting.length > longest) continue;
      left -= posting.length;
      if (left < 0) return found;
      const step = weight / WHOLE;
      for (const one of posting) {
        const slot = one >>> SHARE_BITS;
        const before = scores[slot] ?? 0;
        if (before === 0) touched[found++] = slot;
        scores[slot] = before + step * (one & WHOLE);
      }
    }
    shortest = longest;
  }
  return found;
}
