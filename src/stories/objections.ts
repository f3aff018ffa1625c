import type { Rated } from './decide.ts';
import type { Subject } from './evidence.ts';
import { commonTerms, sharedTerms } from './evidence.ts';
import type { Profile } from './profile.ts';
import type { Document, Term } from './text/document.ts';
import { FAMILY_OF, isIntrusion } from './text/facets.ts';
import type { Facet } from './text/facets.ts';
import { isInstitution } from './text/institutions.ts';
import type { EntityKind } from './text/lexicon.ts';
import { tokenize } from './text/tokens.ts';
import { isName } from './weigh.ts';

/** From this score on a person is asked about an item that does not join. */
export const SUGGEST_AT = 0.2;
// Without a name of the story in common a score must be higher before an item joins.
const NAMELESS_AT = 0.5;
// A facet with less of a share came along with some item: it is not what the story is about.
const MAIN_FACET = 0.15;
// Without a name or rare word in common, this part of the story's key terms will do: a phrase like `classified documents`.
const MIN_COVERAGE = 0.2;
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
// Services fail again within weeks, and other parts of what was hit are; by then nobody writes of the last outage without
// naming the day.
const ANOTHER_EVENT_DAYS = 14;
// What stands in this part of a story's titles is who it is about.
const OFTEN = 0.2;
const DAY = 86_400_000;

/** What keeps an item out of a story whatever its score; null when nothing does. */
export function vetoOf(subject: Subject, { profile, evidence, score }: Rated): string | null {
  if (!evidence.anchored && evidence.features.coverage < MIN_COVERAGE)
    return 'no name or rare word in common';
  const elsewhere =
    evidence.features.facets < SAME_EVENT || (isOfIncident(profile) && isAside(subject.document));
  if (score >= SUGGEST_AT && elsewhere && !tellsWhatCame(subject, profile) && sharesOneName(subject, profile))
    return 'nothing but a name in common';
  return isBefore(subject, { profile }) ? 'older than the story' : null;
}

/** Whether an item is older than a story. */
export function isBefore({ document }: Subject, { profile }: Pick<Rated, 'profile'>): boolean {
  return (
    document.at !== null && profile.startedAt !== null && document.at < profile.startedAt - EARLY_DAYS * DAY
  );
}

/**
 * Why an item is asked about at most, null without a doubt: what a score does not see. Other news of the same actor, the next
 * event of the same kind, one of another year.
 */
export function doubtOf(subject: Subject, { profile, evidence, score }: Rated): string | null {
  const { document } = subject;
  const { facets, closest, dayShared } = evidence.features;
  const elsewhere = facets < SAME_EVENT ? profile.facets.size > 0 : isOfIncident(profile);
  if (elsewhere && isAside(document) && closest < ALIKE_ALL_THE_SAME && !tellsWhatCame(subject, profile))
    return 'tells of another kind of event';
  const days = evidence.silentDays ?? 0;
  const recurs = (profile.facets.get('outage') ?? 0) >= MUCH && outageShare(document) >= MUCH;
  if (recurs && days > ANOTHER_EVENT_DAYS && dayShared === 0)
    return `an outage ${String(Math.round(days))} days later is likely another one`;
  const own = document.at === null ? null : new Date(document.at).getUTCFullYear();
  const other = document.years.find((year) => year !== own && !profile.years.has(year));
  if (other !== undefined) return `its title names ${String(other)}, no year of the story`;
  return score < SUGGEST_AT ? null : doubtOfNames(subject, { profile, evidence, score });
}

/** What the names tell that an item and a story of an incident share, or the item has for itself. */
function doubtOfNames(subject: Subject, { profile, evidence, score }: Rated): string | null {
  if (!isOfIncident(profile)) return null;
  const alike = evidence.features.closest >= ALIKE_ALL_THE_SAME;
  if (!alike && !sharedTerms(subject, profile).some(isName)) {
    if (subject.document.facets.size === 0) return 'tells of no event, and names none of the story';
    if (score < NAMELESS_AT) return 'names none of the story';
  }
  if (actsAgainstOthers(subject, profile)) return 'an agency of the story acts against others';
  return (evidence.silentDays ?? 0) > ANOTHER_EVENT_DAYS && namesOtherPart(subject, profile)
    ? 'names another part of what was hit, weeks later'
    : null;
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
  const intruded = [...profile.facets.keys()].some((facet) => isIntrusion(facet) && isMain(profile, facet));
  // Names of the gazetteer are in the news for other reasons, agencies above all for the sanctions that they impose.
  return intruded && sharedTerms(subject, profile).some(({ kind }) => kind === 'pair');
}

/**
 * Whether its title tells of sanctions that the agency which was broken into imposes, `Treasury sanctions …`, or on others
 * than those of the story. Agencies do so every week; that it is for their own breach another name of the story must tell.
 */
function actsAgainstOthers(subject: Subject, profile: Profile): boolean {
  const { document, lexicon, actors } = subject;
  const measures = document.terms.filter((term) => term.title > 0 && MEASURES.has(term.key));
  if (measures.length === 0) return false;
  const names = sharedTerms(subject, profile).filter((term) => isName(term) && !isCommon(term, subject));
  if (!names.every(({ key }) => UNTELLING.has(lexicon.kindOf(key.slice(2)) ?? 'person'))) return false;
  const namesVictim = commonTerms(subject, profile).some(
    ({ term, place }) =>
      term.title > 0 && (profile.known.key[place] ?? 0) > 0 && (isName(term) || isInstitutional(term)),
  );
  if (!namesVictim && (actors.length > 0 || names.length === 0)) return true;
  const title = document.title.replaceAll('-', ' ');
  return names.some(({ surface }) => measures.some((measure) => stands(surface, measure.surface, title)));
}

/** Whether it names a bureau or a product that the story does not know, of an owner whom the story's titles name. */
function namesOtherPart(subject: Subject, profile: Profile): boolean {
  const { document, lexicon } = subject;
  const places = new Map(commonTerms(subject, profile).map(({ term, place }) => [term.key, place]));
  return document.terms.some(({ kind, key }) => {
    if (kind !== 'name' || places.has(key) || !PARTS.has(lexicon.kindOf(key.slice(2)) ?? 'place'))
      return false;
    const owner = places.get(lexicon.ownerOf(key.slice(2))?.key ?? '');
    return owner !== undefined && (profile.known.titleShare[owner] ?? 0) >= OFTEN;
  });
}

const PARTS: ReadonlySet<EntityKind> = new Set(['agency', 'company', 'product']);

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

// `Treasury` and `Beijing` are in the news of many sanctions.
const UNTELLING: ReadonlySet<EntityKind> = new Set(['agency', 'role', 'place']);
const MEASURES: ReadonlySet<string> = new Set(['c:sanctions', 'c:fine-penalty']);

function outageShare({ facets }: Document): number {
  let total = 0;
  for (const weight of facets.values()) total += weight;
  return total === 0 ? 0 : (facets.get('outage') ?? 0) / total;
}

/** Whether a story is about an intrusion or an outage, and not about a trial or an election. */
export function isOfIncident(profile: Profile): boolean {
  return [...profile.facets.keys()].some((facet) => FAMILY_OF.has(facet) && isMain(profile, facet));
}

/** Whether a kind of event is what a story is about. */
export function isMain({ facets }: Profile, facet: Facet): boolean {
  return (facets.get(facet) ?? 0) >= MAIN_FACET;
}
