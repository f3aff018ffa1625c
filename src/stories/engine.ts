import { createCandidateIndex } from './candidates.ts';
import { decide, isSafe } from './decide.ts';
import type { Rated } from './decide.ts';
import { evidenceFor, subjectOf } from './evidence.ts';
import type { Subject } from './evidence.ts';
import type { Background } from './frequencies.ts';
import { createFlow } from './flow.ts';
import { createFrequencies } from './frequencies.ts';
import type { Model } from './probability.ts';
import { probability } from './probability.ts';
import { buildProfile, withMember } from './profile.ts';
import type { Profile, Workshop } from './profile.ts';
import type { Document } from './text/document.ts';
import type { Lemma } from './text/lemma.ts';
import type { Lexicon } from './text/lexicon.ts';
import type { TrackedStory } from './tracker.ts';
import type { Verdict } from './verdict.ts';
import { createVocabulary } from './vector.ts';

/** The tracker on documents that are read already: what fitting and measuring work with. */
export interface Engine {
  setStory(story: TrackedStory): void;
  removeStory(storyId: string): void;
  observe(document: Document): void;
  /** The item made ready, and the stories it may belong to, likeliest first. */
  rate(document: Document): { readonly subject: Subject; readonly rated: readonly Rated[] };
  judge(document: Document): Verdict;
  learn(document: Document, verdict: Verdict): void;
}

export interface EngineOptions {
  readonly lexicon: Lexicon;
  readonly background: Background;
  /** The weights for a story: measuring asks for some that never saw it. */
  readonly modelOf: (storyId: string) => Model;
  readonly learning: boolean;
}

// An item shares words with dozens of stories; the right one was among the first five in all of the fitting data.
const CANDIDATES = 6;

/** Creates an engine without stories. */
export function createEngine({ lexicon, background, modelOf, learning }: EngineOptions): Engine {
  const frequencies = createFrequencies(background);
  const workshop: Workshop = { lexicon, frequencies, vocabulary: createVocabulary() };
  const flow = createFlow();
  const profiles = new Map<string, Profile>();
  const index = createCandidateIndex();

  function put(profile: Profile): void {
    profiles.set(profile.id, profile);
    index.put(profile);
  }

  function observe({ terms, lang, at }: Document): void {
    const { find } = workshop.vocabulary;
    const counted: Lemma[] = [];
    // Pairs of capitals are countless: only those that stories hold are worth counting.
    for (const { lemma, kind } of terms)
      if (kind !== 'pair' || find(lemma) !== undefined) counted.push(lemma);
    frequencies.of(lang).observe(counted);
    flow.pass(at);
  }

  function rate(document: Document) {
    const subject = subjectOf(document, workshop);
    const rated: Rated[] = [];
    for (const id of index.near(subject.weighed, CANDIDATES)) {
      const profile = profiles.get(id);
      if (profile === undefined) continue;
      const evidence = evidenceFor(subject, profile, { quiet: quietBefore(document.at, profile.dates) });
      rated.push({ profile, evidence, score: probability(modelOf(id), evidence) });
    }
    return { subject, rated: rated.toSorted((one, other) => other.score - one.score) };
  }

  function quietBefore(at: number | null, dates: readonly number[]): number {
    const last = at === null ? dates.at(-1) : dates.findLast((date) => date <= at);
    return last === undefined ? 0 : flow.since(last);
  }

  return {
    setStory: (story) => put(buildProfile(story, workshop)),
    removeStory(storyId) {
      profiles.delete(storyId);
      index.remove(storyId);
    },
    observe,
    rate,
    judge(document) {
      const { subject, rated } = rate(document);
      return decide(subject, rated);
    },
    learn(document, verdict) {
      observe(document);
      const profile = verdict.storyId === null ? undefined : profiles.get(verdict.storyId);
      if (learning && profile !== undefined && isSafe(verdict, document, profile))
        put(withMember(profile, document, workshop));
    },
  };
}
