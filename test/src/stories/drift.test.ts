import { expect, it } from 'vitest';
import { driftOf } from '../../../src/stories/drift.ts';
import type { Member, TrackedStory } from '../../../src/stories/tracker.ts';
import { repoBackground, repoLexicon } from './repo-lexicon.ts';

const knowledge = { lexicon: repoLexicon, background: repoBackground };
const member = (title: string, state: Member['state'] = 'auto'): Member => ({
  article: { id: title, title, text: '', lang: 'en' },
  state,
});
const story = (members: readonly Member[]): TrackedStory => ({
  id: 'harbour',
  title: 'Northport harbour breach',
  aliases: [],
  entities: [],
  startedAt: null,
  seeds: [
    { title: 'Hackers break into Northport harbour authority', text: 'Crew lists were stolen.', lang: 'en' },
  ],
  members,
  rejected: [],
});

const near = member('Northport harbour breach: hackers offer stolen crew lists');
const far = member('Rovers win the derby with a late goal');

it('is small while learned items are like the seeds, and grows with others', () => {
  const faithful = driftOf(story([near]), knowledge);
  const drifted = driftOf(story([near, far, far]), knowledge);

  expect(faithful.learned).toBe(1);
  expect(drifted.distance).toBeGreaterThan(faithful.distance + 0.1);
});

it('names the learned items that resemble nothing a person put there', () => {
  expect(driftOf(story([near, far]), knowledge).astray).toEqual(['Rovers win the derby with a late goal']);
});

it('counts nothing that a person confirmed', () => {
  expect(driftOf(story([{ ...far, state: 'confirmed' }]), knowledge)).toEqual({
    learned: 0,
    distance: 0,
    astray: [],
  });
});
