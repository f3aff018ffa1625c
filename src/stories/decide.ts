import type { Evidence, Subject } from './evidence.ts';
import { commonTerms, sharedTerms } from './evidence.ts';
import type { Profile } from './profile.ts';
import { reasonsFor } from './reasons.ts';
import type { Document, Term } from './text/document.ts';
import { FAMILY_OF, isIntrusion } from './text/facets.ts';
import { isInstitution } from './text/institutions.ts';
import type { EntityKind } from './text/lexicon.ts';
import { tokenize } from './text/tokens.ts';
import type { Reason, Verdict } from './verdict.ts';
import { isName } from './weigh.ts';

/** A story with what speaks for it. */
export interface Rated {
  readonly profile: Profile;
  readonly evidence: Evidence;
  readonly score: number;
}

// Calibrated probabilities. A wrong post costs more than a missed one, so joining asks for clearly more than even odds.
const JOIN_AT = 0.42;
const SUGGEST_AT = 0.2;
// Without a name or rare word in common, this part of the story's key terms will do: a phrase like `classified documents`.
const MIN_COVERAGE = 0.2;
const MIN_MARGIN = 0.1;
// Below this nobody asks why: nine of ten items are nowhere near a story.
const TELLING = 0.01;
const ADAPT_AT = 0.55;
// Free adaptation across languages drifts: one poor translation pulls in the next.
const ADAPT_ACROSS_AT = 0.6;
// A facet with less of a share came along with some item: it is not what the story is about.
const MAIN_FACET = 0.15;
// A near-copy shares this much with its original; two reports of one event rarely more than .7.
const SAME_FROM = 0.9;
// What people took out keeps out what is more like it than like anything in the story.
const LIKE_REJECTED_FROM = 0.6;
// A story's items may come a little before its first document: feeds date by their own clocks.
const EARLY_DAYS = 3;
// Two reports as alike as this are of one event, whatever else speaks against it.
const ALIKE_ALL_THE_SAME = 0.35;
// Everyday news of an actor shares less than this with the words of a story of it; reports share more.
const MORE_THAN_NAMES = 0.1;
// Kinds of event that agree less than this have a lawsuit or an election in common, and not what happened.
const SAME_EVENT = 0.35;
// A kind of event with this share is what a text is about.
const MUCH = 0.4;
// Services fail again within weeks; by then nobody writes of the last time without naming the day.
const NEXT_OUTAGE_DAYS = 14;
const DAY = 86_400_000;

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

/** What a score does not see: other news of the same actor, the next event of the same kind, one of another year. */
function doubtOf(subject: Subject, { profile, evidence }: Rated): string | null {
  const { document } = subject;
  const { facets, closest, dayShared } = evidence.features;
  const elsewhere = facets < SAME_EVENT ? profile.facets.size > 0 : isOfIncident(profile);
  if (elsewhere && isAside(document) && closest < ALIKE_ALL_THE_SAME && !tellsWhatCame(subject, profile))
    return 'tells of another kind of event';
  if (closest < ALIKE_ALL_THE_SAME && actsAgainstOthers(subject, profile))
    return 'an agency of the story acts against others';
  const days = evidence.silentDays ?? 0;
  const recurs = (profile.facets.get('outage') ?? 0) >= MUCH && outageShare(document) >= MUCH;
  if (recurs && days > NEXT_OUTAGE_DAYS && dayShared === 0)
    return `an outage ${String(Math.round(days))} days later is likely another one`;
  const own = document.at === null ? null : new Date(document.at).getUTCFullYear();
  const other = document.years.find((year) => year !== own && !profile.years.has(year));
  return other === undefined ? null : `its title names ${String(other)}, no year of the story`;
}

/**
 * Whether a name is all that an item shares with a story: the words within it say no more, and hardly any other does.
 * `The hospital in Lyon` is one name, for an institution and its place.
 */
function sharesOneName(subject: Subject, profile: Profile): boolean {
  const { known, named } = profile;
  const common = commonTerms(subject, profile).map((one) => ({
    ...one,
    surface: ` ${one.term.surface.toLowerCase()} `,
    names: isName(one.term) || isInstitutional(one.term),
  }));
  const names = common.filter((one) => one.names);
  const within = (surface: string): boolean =>
    names.some((name) => name.surface.length > surface.length && name.surface.includes(surface));
  const own = names.filter(
    ({ term, surface }) => !within(surface) && !isInstitutional(term) && !isPlace(term, subject),
  );
  if (new Set(own.map(({ surface }) => surface)).size > 1) return false;
  let content = 0;
  for (const { place, surface, names: isOne } of common)
    if (known.name[place] !== 1 && !isOne && !within(surface)) content += known.key[place] ?? 0;
  return content < MORE_THAN_NAMES * (1 - named);
}

function isInstitutional({ kind, key }: Term): boolean {
  return kind === 'concept' && isInstitution(key.slice(2));
}

function isPlace({ kind, key }: Term, { lexicon }: Subject): boolean {
  return kind === 'name' && lexicon.kindOf(key.slice(2)) === 'place';
}

/** Whether a text tells of something, but of no incident: shares, a product, an election. */
function isAside({ facets }: Document): boolean {
  return facets.size > 0 && ![...facets.keys()].some((facet) => FAMILY_OF.has(facet));
}

/** Whether a text tells what came of the story's intrusion: sanctions or blame for someone whom both name. */
function tellsWhatCame(subject: Subject, profile: Profile): boolean {
  const { facets } = subject.document;
  if (!facets.has('sanction') && !facets.has('attribution')) return false;
  const intruded = [...profile.facets].some(([facet, share]) => isIntrusion(facet) && share >= MAIN_FACET);
  // Names of the gazetteer are in the news for other reasons, agencies above all for the sanctions that they impose.
  return intruded && sharedTerms(subject, profile).some(({ kind }) => kind === 'pair');
}

/**
 * Whether its title has the agency that was broken into act against others: `Treasury sanctions …`, `Le Trésor sanctionne …`.
 * Agencies do so every week; that it is for their own breach another name of the story must tell.
 */
function actsAgainstOthers(subject: Subject, profile: Profile): boolean {
  const { document, lexicon } = subject;
  const names = sharedTerms(subject, profile).filter((term) => isName(term) && !isCommon(term, subject));
  if (!names.every(({ key }) => OFFICIAL.has(lexicon.kindOf(key.slice(2)) ?? 'person'))) return false;
  const title = document.title.replaceAll('-', ' ');
  const measures = document.terms.filter((term) => term.title > 0 && MEASURES.has(term.key));
  return names.some(({ surface }) => measures.some((measure) => stands(surface, measure.surface, title)));
}

/** `Department` has a capital within a name. */
function isCommon({ kind, surface }: Term, { document, lexicon }: Subject): boolean {
  return kind === 'word' && lexicon.concepts(tokenize(surface), document.lang).length > 0;
}

/** Whether what is done stands behind the one who does it, with a word between them at most. */
function stands(actor: string, measure: string, title: string): boolean {
  const from = title.indexOf(actor) + actor.length;
  const to = title.indexOf(measure, from);
  return from >= actor.length && to >= 0 && /^ (?:\p{L}+ )?$/u.test(title.slice(from, to));
}

const OFFICIAL: ReadonlySet<EntityKind> = new Set(['agency', 'role']);
const MEASURES: ReadonlySet<string> = new Set(['c:sanctions', 'c:fine-penalty']);

function outageShare({ facets }: Document): number {
  let total = 0;
  for (const weight of facets.values()) total += weight;
  return total === 0 ? 0 : (facets.get('outage') ?? 0) / total;
}

/** Whether a story may learn from an item by itself. */
export function isSafe({ state, score, margin }: Verdict, document: Document, profile: Profile): boolean {
  const needed = profile.languages.has(document.lang) ? ADAPT_AT : ADAPT_ACROSS_AT;
  return state === 'auto' && score >= needed && margin >= 2 * MIN_MARGIN && sharesAction(document, profile);
}

/** Other news about the same actor is how a story drifts: what it learns from must tell of the same kind of event. */
function sharesAction({ facets }: Document, profile: Profile): boolean {
  if (profile.facets.size === 0) return true;
  const main = [...facets.keys()].filter((facet) => (profile.facets.get(facet) ?? 0) >= MAIN_FACET);
  // Who imposes sanctions or files charges does so every week: what a breach led to does not tell which breach.
  return main.some((facet) => FAMILY_OF.has(facet) || !isOfIncident(profile));
}

/** Whether a story is about an intrusion or an outage, and not about a trial or an election. */
function isOfIncident({ facets }: Profile): boolean {
  return [...facets].some(([facet, share]) => FAMILY_OF.has(facet) && share >= MAIN_FACET);
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

function vetoOf(subject: Subject, { profile, evidence, score }: Rated): string | null {
  if (!evidence.anchored && evidence.features.coverage < MIN_COVERAGE)
    return 'no name or rare word in common';
  const elsewhere =
    evidence.features.facets < SAME_EVENT || (isOfIncident(profile) && isAside(subject.document));
  if (score >= SUGGEST_AT && elsewhere && !tellsWhatCame(subject, profile) && sharesOneName(subject, profile))
    return 'nothing but a name in common';
  return isBefore(subject, { profile }) ? 'older than the story' : null;
}

function isBefore({ document }: Subject, { profile }: Pick<Rated, 'profile'>): boolean {
  return (
    document.at !== null && profile.startedAt !== null && document.at < profile.startedAt - EARLY_DAYS * DAY
  );
}
