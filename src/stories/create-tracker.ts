import type { CandidateIndex } from './candidates.ts';
import { createCandidateIndex } from './candidates.ts';
import { decide, isSafe } from './decide.ts';
import type { Rated } from './decide.ts';
import { evidenceFor, subjectOf } from './evidence.ts';
import type { Subject } from './evidence.ts';
import type { Background } from './frequencies.ts';
import { createFrequencies } from './frequencies.ts';
import { buildProfile, withMember } from './profile.ts';
import type { Profile, Workshop } from './profile.ts';
import { probability } from './probability.ts';
import type { Document } from './text/document.ts';
import { readDocument } from './text/document.ts';
import type { Lexicon } from './text/lexicon.ts';
import type { Tracker } from './tracker.ts';
import type { Article } from './verdict.ts';
import { createVocabulary } from './vector.ts';

export interface TrackerOptions {
  readonly lexicon: Lexicon;
  /** Document frequencies of news at large; without it a fresh tracker takes every term for rare. */
  readonly background?: Background | undefined;
  /** Takes safe items into their story's profile; default true. */
  readonly learning?: boolean | undefined;
}

// An item shares words with dozens of stories; the right one was among the first five in all of the fitting data.
const CANDIDATES = 6;

// An article is judged and then learned: reading it once is enough.
const MAX_CACHED = 64;

/** Creates a tracker without stories. */
export function createTracker({ lexicon, background = new Map(), learning = true }: TrackerOptions): Tracker {
  const frequencies = createFrequencies(background);
  const workshop: Workshop = { lexicon, frequencies, vocabulary: createVocabulary() };
  const profiles = new Map<string, Profile>();
  const index = createCandidateIndex();
  const read = createReader(lexicon);

  function put(profile: Profile): void {
    profiles.set(profile.id, profile);
    index.put(profile);
  }

  return {
    setStory: (story) => put(buildProfile(story, workshop)),
    removeStory(storyId) {
      profiles.delete(storyId);
      index.remove(storyId);
    },
    observe: (article) => observe(read(article)),
    judge(article) {
      const subject = subjectOf(read(article), workshop);
      return decide(subject, rate(subject, profiles, index), workshop);
    },
    learn(article, verdict) {
      const document = read(article);
      observe(document);
      const profile = verdict.storyId === null ? undefined : profiles.get(verdict.storyId);
      if (!learning || profile === undefined || !isSafe(verdict, document, profile)) return;
      put(withMember(profile, document, workshop));
    },
  };

  function observe(document: Document): void {
    frequencies.observe(
      document.terms.map((term) => term.key),
      document.lang,
    );
  }
}

function rate(subject: Subject, profiles: ReadonlyMap<string, Profile>, index: CandidateIndex): Rated[] {
  return index
    .near(subject.vector, CANDIDATES)
    .flatMap((id) => {
      const profile = profiles.get(id);
      if (profile === undefined) return [];
      const evidence = evidenceFor(subject, profile);
      return [{ profile, evidence, score: probability(evidence.features) }];
    })
    .toSorted((one, other) => other.score - one.score);
}

function createReader(lexicon: Lexicon): (article: Article) => Document {
  const cached = new Map<Article, Document>();
  return (article) => {
    const known = cached.get(article);
    if (known !== undefined) return known;
    const document = readDocument(article, lexicon);
    if (cached.size >= MAX_CACHED) cached.clear();
    cached.set(article, document);
    return document;
  };
}
