import type { Evidence, Subject } from './evidence.ts';
import type { Profile } from './profile.ts';
import { reasonsFor } from './reasons.ts';
import type { Document } from './text/document.ts';
import type { Verdict } from './verdict.ts';

/** A story with what speaks for it. */
export interface Rated {
  readonly profile: Profile;
  readonly evidence: Evidence;
  readonly score: number;
}

// Calibrated probabilities. A wrong post costs more than a missed one, so joining asks for clearly more than even odds.
const JOIN_AT = 0.5;
const SUGGEST_AT = 0.3;
// Without a name or rare word in common, this part of the story's key terms will do: a phrase like `classified documents`.
const MIN_COVERAGE = 0.2;
const MIN_MARGIN = 0.1;
const ADAPT_AT = 0.8;
// Free adaptation across languages drifts: one poor translation pulls in the next.
const ADAPT_ACROSS_AT = 0.9;
// A story's items may come a little before its first document: feeds date by their own clocks.
const EARLY_DAYS = 3;
const DAY = 86_400_000;

/** Decides where an item goes. Pure: same ratings (best first), same verdict. */
export function decide(subject: Subject, rated: readonly Rated[]): Verdict {
  const ruled = byPeople(subject, rated);
  if (ruled !== null) return ruled;
  const [best, next] = rated.filter(({ profile }) => !isRejected(subject, profile));
  if (best === undefined) return NOTHING;
  const veto = vetoOf(subject, best);
  const margin = best.score - (next?.score ?? 0);
  const state = veto !== null ? 'none' : stateFor(best.score, margin);
  return {
    state,
    storyId: state === 'none' ? null : best.profile.id,
    guess: best.profile.id,
    score: best.score,
    runnerUp: next === undefined ? null : { storyId: next.profile.id, score: next.score },
    margin,
    reasons: reasonsFor({ subject, best, next, veto, state }),
  };
}

const NOTHING: Verdict = {
  state: 'none',
  storyId: null,
  guess: null,
  score: 0,
  runnerUp: null,
  margin: 0,
  reasons: [{ kind: 'threshold', text: 'shares nothing telling with any story', weight: 0 }],
};

function stateFor(score: number, margin: number): Verdict['state'] {
  if (score >= JOIN_AT && margin >= MIN_MARGIN) return 'auto';
  return score >= SUGGEST_AT ? 'suggested' : 'none';
}

/** Whether a story may learn from an item by itself. */
export function isSafe({ state, score, margin }: Verdict, { lang }: Document, profile: Profile): boolean {
  const needed = profile.languages.has(lang) ? ADAPT_AT : ADAPT_ACROSS_AT;
  return state === 'auto' && score >= needed && margin >= 2 * MIN_MARGIN;
}

function byPeople({ document }: Subject, rated: readonly Rated[]): Verdict | null {
  const placed = rated.find(({ profile }) =>
    profile.story.members.some(({ article, state }) => article.id === document.id && state !== 'auto'),
  );
  if (placed === undefined) return null;
  return {
    state: 'auto',
    storyId: placed.profile.id,
    guess: placed.profile.id,
    score: 1,
    runnerUp: null,
    margin: 1,
    reasons: [{ kind: 'correction', text: 'a person put it here', weight: 1 }],
  };
}

function isRejected({ document }: Subject, { story }: Profile): boolean {
  return story.rejected.some(({ id }) => id === document.id);
}

function vetoOf({ document }: Subject, { profile, evidence }: Rated): string | null {
  if (evidence.shared.length === 0 && evidence.features.coverage < MIN_COVERAGE)
    return 'no name or rare word in common';
  if (
    document.at !== null &&
    profile.startedAt !== null &&
    document.at < profile.startedAt - EARLY_DAYS * DAY
  )
    return 'older than the story';
  return null;
}
