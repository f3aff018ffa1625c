import { describe, expect, it } from 'vitest';
import {
  bob,
  entry,
  hours,
  NOON,
  otherRoom,
  room,
  storedItems,
  storedReports,
  storedStory,
} from '../../support/builders.ts';
import { openDesk } from '../../support/desk.ts';
import { useStore } from '../../support/store.ts';
import type { AssignmentState } from '../../../src/stories/assignment.ts';

const at = useStore();

async function titlesIn(
  storyId: string,
  states: readonly AssignmentState[] = ['auto', 'confirmed', 'manual'],
) {
  const updates = await at.store.assignments.ofStory(storyId, { states, limit: 50 });
  return updates.map(({ item }) => item.title).toSorted();
}

const ref = (item: { readonly id: string } | undefined): string => (item?.id ?? '').slice(0, 8);

async function followers(storyId: string): Promise<string[]> {
  const channels = await at.store.channels.followersOf(storyId, 'platform-outages');
  return channels.map(({ channelId }) => channelId).toSorted();
}

describe('merging', () => {
  it('makes one story of two, and two of one again', async () => {
    const from = await storedStory(at.store, 'Twitter outage', { entities: ['Dark Storm'] });
    const into = await storedStory(at.store, 'X outage', { entities: ['Elon Musk'] });
    await storedReports(at.store, from.id, [entry('Twitter down'), entry('Twitter up')]);
    await storedReports(at.store, into.id, [entry('X down')]);
    const { ask, undo } = openDesk(at.store);

    expect(await ask('/stories merge twitter-outage into:x-outage')).toBe(
      'Twitter outage is now part of X outage, with 2 reports.',
    );
    expect(await titlesIn(into.id)).toEqual(['Twitter down', 'Twitter up', 'X down']);
    expect((await at.store.stories.list()).map(({ slug }) => slug)).toEqual(['x-outage']);
    expect(await at.store.stories.find(into.id)).toMatchObject({
      aliases: ['Twitter outage'],
      entities: ['Elon Musk', 'Dark Storm'],
      seeds: [{ title: 'X outage' }, { title: 'Twitter outage' }],
    });

    expect(await undo()).toContain('Undone');
    expect(await titlesIn(from.id)).toEqual(['Twitter down', 'Twitter up']);
    expect(await titlesIn(into.id)).toEqual(['X down']);
    expect(await at.store.stories.find(from.id)).toMatchObject({ phase: 'developing', closedAt: null });
    expect(await at.store.stories.find(into.id)).toMatchObject({ aliases: [], entities: ['Elon Musk'] });
  });

  it('takes those along who followed the story that goes, and gives them back', async () => {
    const from = await storedStory(at.store, 'Twitter outage');
    const into = await storedStory(at.store, 'X outage');
    const { ask, undo } = openDesk(at.store);
    await ask('/stories follow twitter-outage');
    await ask('/stories follow x-outage', { channel: otherRoom });
    await ask('/stories follow twitter-outage', { channel: otherRoom });

    await ask('/stories merge twitter-outage into:x-outage');
    expect(await followers(into.id)).toEqual(['other-room', 'room']);

    await undo();
    expect(await followers(into.id)).toEqual(['other-room']);
    expect(await followers(from.id)).toEqual(['other-room', 'room']);
  });

  it('keeps out what a person took out of the story that goes', async () => {
    const from = await storedStory(at.store, 'Twitter outage');
    const into = await storedStory(at.store, 'X outage');
    const [tesla] = await storedReports(at.store, from.id, [entry('Tesla shares fall')]);
    const { ask } = openDesk(at.store);
    await ask(`/stories wrong ${ref(tesla)} twitter-outage`);

    await ask('/stories merge twitter-outage into:x-outage');

    expect(await titlesIn(into.id)).toEqual([]);
    expect((await at.store.assignments.rejectedFrom(into.id)).map(({ title }) => title)).toEqual([
      'Tesla shares fall',
    ]);
  });

  it.each([
    ['/stories merge x-outage into:x-outage', 'A story cannot be merged into itself.'],
    ['/stories merge x-outage', 'The into is missing.'],
    ['/stories merge x-outage into:nowhere', 'No story fits "nowhere".'],
  ])('says what is wrong with %s', async (line, answer) => {
    await storedStory(at.store, 'X outage');

    expect(await openDesk(at.store).ask(line)).toContain(answer);
  });
});

describe('splitting', () => {
  it('starts a story from reports of another, and takes that back', async () => {
    const from = await storedStory(at.store, 'X outage');
    const [, sued, fined] = await storedReports(at.store, from.id, [
      entry('X down'),
      entry('X sued over outage', { text: 'A user sued.', published: hours(-1) }),
      entry('X fined over outage', { published: hours(-2) }),
    ]);
    const { ask, undo } = openDesk(at.store);

    expect(await ask(`/stories split x-outage "X lawsuit" ${ref(sued)}, #${ref(fined)}`)).toBe(
      '"X lawsuit" starts with 2 reports; X outage keeps 1.',
    );
    const made = await at.store.stories.bySlug('x-lawsuit');
    expect(made?.seeds.map(({ text }) => text)).toEqual(['A user sued.', 'X fined over outage']);
    expect(await titlesIn(made?.id ?? '')).toEqual(['X fined over outage', 'X sued over outage']);
    expect(await titlesIn(from.id)).toEqual(['X down']);
    expect(await at.store.assignments.rejectedFrom(from.id)).toHaveLength(2);

    expect(await undo()).toContain('Undone');
    expect(await at.store.stories.bySlug('x-lawsuit')).toBeNull();
    expect(await titlesIn(from.id)).toHaveLength(3);
    expect(await at.store.assignments.rejectedFrom(from.id)).toEqual([]);
  });

  it('counts a report that is named twice once', async () => {
    const from = await storedStory(at.store, 'X outage');
    const [sued] = await storedReports(at.store, from.id, [entry('X sued over outage')]);

    const answer = await openDesk(at.store).ask(
      `/stories split x-outage "X lawsuit" ${ref(sued)} ${ref(sued)}`,
    );

    expect(answer).toContain('starts with 1 report;');
  });

  it('names the reference that nothing has', async () => {
    await storedStory(at.store, 'X outage');

    const answer = await openDesk(at.store).ask('/stories split x-outage "X lawsuit" 0000beef');

    expect(answer).toContain('No report has the reference "0000beef"');
    expect(await at.store.stories.list()).toHaveLength(1);
  });
});

describe('a report', () => {
  it('moves to another story, is kept out of the first, and comes back', async () => {
    const from = await storedStory(at.store, 'X outage');
    const to = await storedStory(at.store, 'Cloud outage');
    const [report] = await storedReports(at.store, from.id, [entry('Cloud down')]);
    const { ask, undo } = openDesk(at.store);

    expect(await ask(`/stories move ${ref(report)} cloud outage`)).toBe(
      '"Cloud down" is now in Cloud outage.',
    );
    expect(await titlesIn(to.id, ['manual'])).toEqual(['Cloud down']);
    expect(await at.store.assignments.rejectedFrom(from.id)).toHaveLength(1);

    await undo();
    expect(await titlesIn(from.id, ['auto'])).toEqual(['Cloud down']);
    expect(await at.store.assignments.rejectedFrom(from.id)).toEqual([]);
    expect(await at.store.assignments.find(report?.id ?? '')).toMatchObject({ score: 0.9, state: 'auto' });
  });

  it('that no story had is put into one, and taken out again', async () => {
    await storedStory(at.store, 'X outage');
    const [report] = await storedItems(at.store, [entry('X down')]);
    const { ask, undo } = openDesk(at.store);

    await ask(`/stories move ${ref(report)} x-outage`);
    expect(await at.store.assignments.find(report?.id ?? '')).toMatchObject({ state: 'manual' });

    await undo();
    expect(await at.store.assignments.find(report?.id ?? '')).toBeNull();
  });

  it('that was suggested is confirmed with its reasons kept, and is a suggestion again', async () => {
    const { id } = await storedStory(at.store, 'X outage');
    const [report] = await storedReports(at.store, id, [entry('X slow')], { state: 'suggested', score: 0.6 });
    const { ask } = openDesk(at.store);
    expect(await ask('/stories review')).toContain('X slow');

    await ask(`/stories confirm ${ref(report)} x-outage`);
    expect(await ask('/stories review')).toBe('Nothing waits for a decision.');
    expect(await at.store.assignments.find(report?.id ?? '')).toMatchObject({
      state: 'confirmed',
      score: 0.6,
      reasons: [{ kind: 'correction' }, { kind: 'entities', text: 'shares Example' }],
    });

    await ask('/storywatch undo');
    expect(await ask('/stories review')).toContain('X slow');
  });

  it('that is wrong is out for good, until that is taken back', async () => {
    const { id } = await storedStory(at.store, 'X outage');
    const [report] = await storedReports(at.store, id, [entry('Tesla falls')]);
    const { ask } = openDesk(at.store);

    expect(await ask(`/stories wrong ${ref(report)} x-outage`)).toContain('is out of X outage');
    expect(await titlesIn(id)).toEqual([]);
    expect(await ask('/storywatch quality')).toContain('1 taken out');

    await ask('/storywatch undo');
    expect(await titlesIn(id, ['auto'])).toEqual(['Tesla falls']);
  });

  it('corrected twice is first taken back from its last correction', async () => {
    const { id } = await storedStory(at.store, 'X outage');
    const [report] = await storedReports(at.store, id, [entry('X slow')]);
    const { ask } = openDesk(at.store);
    await ask(`/stories confirm ${ref(report)} x-outage`);
    await ask(`/stories wrong ${ref(report)} x-outage`);

    expect(await ask('/storywatch undo 1')).toContain('Undo the later change first');
    await ask('/storywatch undo 2');
    await ask('/storywatch undo 1');

    expect(await titlesIn(id, ['auto'])).toEqual(['X slow']);
  });

  it('of a suggestion is no longer waiting when its story is gone', async () => {
    const { ask } = openDesk(at.store);
    await ask('/stories create outages "X outage" X was down. --new-topic');
    const made = await at.store.stories.bySlug('x-outage');
    await storedReports(at.store, made?.id ?? '', [entry('X slow')], { state: 'suggested' });

    await ask('/storywatch undo 1');

    expect(await at.store.assignments.suggestions(10)).toEqual([]);
    expect(await ask('/storywatch status', { actor: bob, channel: room })).toContain('To review: 0');
  });
});

it('says since when it runs', async () => {
  expect(await openDesk(at.store).ask('/storywatch status')).toContain(
    `Running: since ${NOON.toISOString().slice(0, 10)}`,
  );
});
