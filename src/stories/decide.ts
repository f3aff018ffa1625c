import type { Evidence, Subject } from './evidence.ts';
import { doubtOf, isBefore, isMain, isOfIncident, SUGGEST_AT, vetoOf } from './objections.ts';
import type { Profile } from './profile.ts';
import { reasonsFor } from './reasons.ts';
import type { Document } from './text/document.ts';
import { FAMILY_OF } from './text/facets.ts';
import type { Reason, Verdict } from './verdict.ts';

/** A story with what speaks for it. */
export interface Rated {
  readonly profile: Profile;
  readonly evidence: Evidence;
  readonly score: number;
}

// Calibrated probabilities. A wrong post costs more than a missed one, so joining asks for clearly more than even odds.
const JOIN_AT = 0.42;
const MIN_MARGIN = 0.1;
// Below this nobody asks why: nine of ten items are nowhere near a story.
const TELLING = 0.01;
const ADAPT_AT = 0.55;
// Free adaptation across languages drifts: one poor translation pulls in the next.
const ADAPT_ACROSS_AT = 0.6;
// A near-copy shares this much with its original; two reports of one event rarely more than .7.
const SAME_FROM = 0.9;
// What people took out keeps out what is more like it than like anything in the story.
const LIKE_REJECTED_FROM = 0.6;

/** Decides where an item goes. Pure: same ratings (best first), same verdict. People's corrections outrank the score. */
export function decide(subject: Subject, rated: readonly Rated[]): Verdict {
  const placed = rated.find((one) => isPlaced(subject, one));
  if (placed !== undefined) return placedBy(placed, subject);
  const open = rated.filter((one) => !isTakenOut(subject, one));
  const timely = open.filter((one) => !isBefore(subject, one));
  const [best, next, third] = timely.length > 0 ? timely : open;
  if (best === undefined) return nothing(rated.length > 0 ? TAKEN_OUT : NOTHING_SHARED);
  const margin = best.score - (next?.score ?? 0);
  const { state, reasons } = best.score < TELLING ? FAR_OFF : settle(subject, { best, next, margin });
  return {
    state,
    storyId: state === 'none' ? null : best.profile.id,
    guess: best.profile.id,
    score: best.score,
    runnerUp: next === undefined ? null : { storyId: next.profile.id, score: next.score },
    thirdId: third !== undefined && third.score >= TELLING ? third.profile.id : null,
    margin,
    reasons: open.length < rated.length && state === 'none' ? [TAKEN_OUT, ...reasons] : reasons,
  };
}

const NOTHING_SHARED: Reason = {
  kind: 'threshold',
  text: 'shares nothing telling with any story',
  weight: 0,
};
const TAKEN_OUT: Reason = {
  kind: 'correction',
  text: 'a person took it, or one nearly the same, out of the story',
  weight: -10,
};

const FAR_OFF: Pick<Verdict, 'state' | 'reasons'> = { state: 'none', reasons: [NOTHING_SHARED] };

interface Ranked {
  readonly best: Rated;
  readonly next: Rated | undefined;
  readonly margin: number;
}

function settle(subject: Subject, { best, next, margin }: Ranked): Pick<Verdict, 'state' | 'reasons'> {
  const veto = vetoOf(subject, best);
  const doubt = doubtOf(subject, best);
  const state = veto !== null ? 'none' : cappedBy(doubt, stateFor(best.score, margin));
  const tied = margin < MIN_MARGIN;
  return { state, reasons: reasonsFor({ subject, best, next, veto: veto ?? doubt, state, tied }) };
}

function nothing(reason: Reason): Verdict {
  return {
    state: 'none',
    storyId: null,
    guess: null,
    score: 0,
    runnerUp: null,
    thirdId: null,
    margin: 0,
    reasons: [reason],
  };
}

function stateFor(score: number, margin: number): Verdict['state'] {
  if (score >= JOIN_AT && margin >= MIN_MARGIN) return 'auto';
  return score >= SUGGEST_AT ? 'suggested' : 'none';
}

/** With a doubt nothing joins by itself, whatever the score. */
function cappedBy(doubt: string | null, state: Verdict['state']): Verdict['state'] {
  return doubt !== null && state === 'auto' ? 'suggested' : state;
}

/** Whether a story may learn from an item by itself. */
export function isSafe({ state, score, margin }: Verdict, document: Document, profile: Profile): boolean {
  const needed = profile.languages.has(document.lang) ? ADAPT_AT : ADAPT_ACROSS_AT;
  return state === 'auto' && score >= needed && margin >= 2 * MIN_MARGIN && sharesAction(document, profile);
}

/** Other news about the same actor is how a story drifts: what it learns from must tell of the same kind of event. */
function sharesAction({ facets }: Document, profile: Profile): boolean {
  if (profile.facets.size === 0) return true;
  const main = [...facets.keys()].filter((facet) => isMain(profile, facet));
  // Who imposes sanctions or files charges does so every week: what a breach led to does not tell which breach.
  return main.some((facet) => FAMILY_OF.has(facet) || !isOfIncident(profile));
}

function isPlaced({ document }: Subject, { profile, evidence }: Rated): boolean {
  const { members } = profile.story;
  if (members.some(({ article, state }) => article.id === document.id && state !== 'auto')) return true;
  const closest = profile.exemplars[evidence.closest];
  return closest?.role === 'confirmed' && evidence.features.closest >= SAME_FROM;
}

function placedBy({ profile }: Rated, { document }: Subject): Verdict {
  const itself = profile.story.members.some(({ article }) => article.id === document.id);
  const text = itself ? 'a person put it here' : 'nearly the same as an item that a person put here';
  return {
    state: 'auto',
    storyId: profile.id,
    guess: profile.id,
    score: 1,
    runnerUp: null,
    thirdId: null,
    margin: 1,
    reasons: [{ kind: 'correction', text, weight: 10 }],
  };
}

function isTakenOut({ document }: Subject, { profile, evidence }: Rated): boolean {
  if (profile.story.rejected.some(({ id }) => id === document.id)) return true;
  return evidence.likeRejected >= LIKE_REJECTED_FROM && evidence.likeRejected > evidence.features.closest;
}
