import type { Rated } from './decide.ts';
import type { Evidence, Feature, Subject } from './evidence.ts';
import { FEATURES, sharedTerms } from './evidence.ts';
import type { Profile } from './profile.ts';
import type { Term } from './text/document.ts';
import type { Facet } from './text/facets.ts';
import type { Reason, Verdict } from './verdict.ts';
import { isName } from './weigh.ts';
import { MODEL } from './weights.ts';

interface Judged {
  readonly subject: Subject;
  readonly best: Rated;
  readonly next: Rated | undefined;
  readonly veto: string | null;
  readonly state: Verdict['state'];
  /** The runner-up is about as likely. */
  readonly tied: boolean;
}

// More than a handful of names is a list, not a reason.
const MAX_NAMES = 4;

/** Says why, heaviest first, in words a person understands. */
export function reasonsFor(judged: Judged): Reason[] {
  const { best, veto, next } = judged;
  const shared = sharedTerms(judged.subject, best.profile);
  const reasons = [
    ...sharedReasons(best, shared),
    ...actorReasons(judged),
    ...facetReasons(judged),
    ...timeReasons(judged),
    ...dayReasons(judged),
    ...resemblance(best),
    ...(next === undefined ? [] : [runnerUp(judged.subject, shared, next)]),
  ].toSorted((one, other) => Math.abs(other.weight) - Math.abs(one.weight));
  if (veto !== null) return [{ kind: 'veto', text: veto, weight: -10 }, ...reasons];
  return judged.state === 'auto'
    ? reasons
    : [...reasons, { kind: 'threshold', text: thresholdText(judged), weight: 0 }];
}

// Which reason tells of which evidence.
type Telling = 'terms' | 'anchor' | 'actor' | 'facets' | 'time' | 'days' | 'resembles';
const TOLD_BY: Readonly<Record<Feature, Telling>> = {
  running: 'resembles',
  closest: 'resembles',
  bridge: 'resembles',
  titleCoverage: 'resembles',
  cross: 'resembles',
  crossClosest: 'resembles',
  crossBridge: 'resembles',
  coverage: 'terms',
  nameCoverage: 'terms',
  contentCoverage: 'terms',
  rarestAnchor: 'anchor',
  otherActor: 'actor',
  actorAction: 'facets',
  actorActionFresh: 'facets',
  facets: 'facets',
  facetMissingAnchor: 'facets',
  coverageSilence: 'time',
  closestSilence: 'time',
  recurring: 'time',
  aftermath: 'time',
  strangers: 'actor',
  dayShared: 'days',
  dayOther: 'days',
  silence: 'time',
  silenceSpecific: 'time',
  runningSilence: 'time',
  quiet: 'time',
};

const TOLD = new Map<Telling, Feature[]>();
for (const name of FEATURES) TOLD.set(TOLD_BY[name], [...(TOLD.get(TOLD_BY[name]) ?? []), name]);

function weightOf({ features }: Evidence, reason: Telling): number {
  return (TOLD.get(reason) ?? []).reduce((sum, name) => sum + MODEL.weights[name] * features[name], 0);
}

function sharedReasons(best: Rated, shared: readonly Term[]): Reason[] {
  const names = unique(shared.filter(isName).map(({ surface }) => surface));
  const words = unique(shared.filter((term) => !isName(term)).map(({ surface }) => surface));
  const said = weightOf(best.evidence, 'terms');
  const anchored = weightOf(best.evidence, 'anchor');
  const reasons: Reason[] = [];
  if (names.length > 0)
    reasons.push({
      kind: 'entities',
      text: `shares ${names.slice(0, MAX_NAMES).join(', ')}`,
      weight: words.length > 0 ? anchored : anchored + said,
    });
  if (words.length > 0)
    reasons.push({
      kind: 'terms',
      text: `shares the words ${words.slice(0, MAX_NAMES).join(', ')}`,
      weight: names.length > 0 ? said : anchored + said,
    });
  return reasons;
}

function actorReasons({ subject, best }: Judged): Reason[] {
  if (best.evidence.features.otherActor === 0 || subject.actors.length === 0) return [];
  const text = `names ${unique(subject.actors).slice(0, 2).join(', ')}, the story does not`;
  return [{ kind: 'entities', text, weight: weightOf(best.evidence, 'actor') }];
}

function facetReasons({ subject, best }: Judged): Reason[] {
  const { profile, evidence } = best;
  const weight = weightOf(evidence, 'facets');
  const common = [...subject.document.facets.keys()]
    .filter((facet) => profile.facets.has(facet))
    .toSorted((one, other) => (profile.facets.get(other) ?? 0) - (profile.facets.get(one) ?? 0));
  const top = heaviestOf(profile.facets);
  if (common.length > 0)
    return [{ kind: 'facets', text: `both about ${common.slice(0, 2).join(' and ')}`, weight }];
  return top === undefined
    ? []
    : [{ kind: 'facets', text: `no word of ${top}, which the story is about`, weight }];
}

function heaviestOf(facets: ReadonlyMap<Facet, number>): Facet | undefined {
  return [...facets].toSorted((one, other) => other[1] - one[1])[0]?.[0];
}

function timeReasons({ subject, best: { profile, evidence } }: Judged): Reason[] {
  const { silentDays } = evidence;
  if (silentDays === null) return [];
  return [{ kind: 'time', text: spanOf(silentDays, subject, profile), weight: weightOf(evidence, 'time') }];
}

function spanOf(silentDays: number, { document }: Subject, { dates }: Profile): string {
  const days = Math.round(Math.abs(silentDays));
  const count = `${String(days)} ${days === 1 ? 'day' : 'days'}`;
  const at = document.at ?? 0;
  if (at >= (dates.at(-1) ?? 0))
    return days === 0 ? "on the day of the story's last item" : `${count} after the story's last item`;
  if (at < (dates[0] ?? 0))
    return days === 0 ? 'on the day it began' : `${count} before the story's first item`;
  return days === 0 ? 'on the day of one of its items' : `${count} from the nearest of its items`;
}

const DAY = 86_400_000;
const DAY_NAME = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', timeZone: 'UTC' });

function dayReasons({ subject: { document }, best: { evidence } }: Judged): Reason[] {
  const { dayShared, dayOther } = evidence.features;
  const weight = weightOf(evidence, 'days');
  const named = document.named.map((day) => DAY_NAME.format(day * DAY));
  const days = unique(named).slice(0, 2).join(', ');
  if (dayShared > 0) return [{ kind: 'time', text: `names ${days}, as the story does`, weight }];
  if (dayOther > 0) return [{ kind: 'time', text: `names ${days}, no day of the story`, weight }];
  return [];
}

function resemblance({ profile, evidence }: Rated): Reason[] {
  const closest = profile.exemplars[evidence.closest];
  if (closest === undefined || closest.document.title === '') return [];
  return [
    {
      kind: 'resembles',
      text: `resembles “${closest.document.title}”`,
      weight: weightOf(evidence, 'resembles'),
    },
  ];
}

function runnerUp(subject: Subject, shared: readonly Term[], next: Rated): Reason {
  const theirs = new Set(sharedTerms(subject, next.profile));
  const missing = shared.filter((term) => !theirs.has(term)).map(({ surface }) => surface);
  const lacked = missing.length === 0 ? 'is less alike' : `lacks ${unique(missing).slice(0, 2).join(', ')}`;
  return { kind: 'runner-up', text: `runner-up “${nameOf(next.profile)}” ${lacked}`, weight: -next.score };
}

function nameOf({ story, exemplars, id }: Profile): string {
  return story.title || exemplars[0]?.document.title || id;
}

function thresholdText({ best, next, state, tied }: Judged): string {
  const percent = `${String(Math.round(best.score * 100))} % sure`;
  if (state === 'suggested' && tied && next !== undefined)
    return `${percent}, and “${nameOf(next.profile)}” is about as likely: a person should choose`;
  return state === 'suggested' ? `${percent}: a person should look` : `${percent}: not enough`;
}

/** Each name once; not `Treasury` beside `US Treasury`. */
function unique(names: readonly string[]): string[] {
  const padded = names.map((name) => ` ${name.toLowerCase()} `);
  const ofSeveralWords = padded.filter((name) => name.trim().includes(' '));
  return names.filter((_, index) => {
    const own = padded[index] ?? '';
    const within = ofSeveralWords.some((other) => other.length > own.length && other.includes(own));
    return !within && padded.indexOf(own) === index;
  });
}
