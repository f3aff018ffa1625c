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
// Less in common than this was nothing in the fitting data, nor with a thousand more stories beside them.
const LEAST = 0.05;
// What ties an item to a story stands among its heaviest terms or is a name or rare word.
const TERMS = 60;

/** The stories that hold a term: a slot, the share that the term has there, the next slot, and so on. */
type Posting = number[];

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
      for (const place of heaviest)
        (postings[ids[place] ?? 0] ??= []).push(slot, (running[place] ?? 0) / length);
      termsAt[slot] = heaviest.map((place) => ids[place] ?? 0);
    },
    near(entries, limit) {
      const count = gather(entries, postings, { scores, touched });
      const best = bestOf({ scores, touched }, count, limit);
      for (let at = 0; at < count; at++) scores[touched[at] ?? 0] = 0;
      return best.map((slot) => storyAt[slot] ?? '');
    },
  };
}

function takeOut(posting: Posting, slot: number): void {
  for (let at = 0; at < posting.length; at += 2)
    if (posting[at] === slot) {
      posting.splice(at, 2);
      return;
    }
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
  entries: readonly Entry[],
  postings: readonly (Posting | undefined)[],
  { scores, touched }: Gathered,
): number {
  let [found, left, shortest] = [0, BUDGET, 0];
  for (const longest of LONGEST) {
    for (const { id, weight } of entries) {
      const posting = postings[id];
      if (posting === undefined || weight === 0) continue;
      const stories = posting.length / 2;
      if (stories <= shortest || stories > longest) continue;
      left -= stories;
      if (left < 0) return found;
      for (let at = 0; at < posting.length; at += 2) {
        const slot = posting[at] ?? 0;
        const before = scores[slot] ?? 0;
        if (before === 0) touched[found++] = slot;
        scores[slot] = before + weight * (posting[at + 1] ?? 0);
      }
    }
    shortest = longest;
  }
  return found;
}
