import { EventEmitter, once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../../adapters/postgres/database.ts';
import { createStore } from '../../../adapters/postgres/store.ts';
import { ada, definition, hours, NOON, only, room, storedStory } from '../../support/builders.ts';
import { someoneWaits } from '../../support/outbox.ts';
import { silentLog, useStore } from '../../support/store.ts';

const at = useStore();

const revisions = async (since = 0) =>
  (await at.store.stories.changedSince(since)).map(({ slug, gone }) => `${slug}${gone ? ' gone' : ''}`);

async function latestRevision(): Promise<number> {
  return (await at.store.stories.changedSince(0)).at(-1)?.revision ?? 0;
}

describe('a story', () => {
  it('comes back as it was defined', async () => {
    const defined = definition('X outage', {
      aliases: ['X down'],
      entities: ['Elon Musk'],
      startedAt: hours(-3),
      seeds: [
        { title: 'One', text: 'Text', lang: 'fr', date: hours(-2) },
        { title: 'Two', text: 'More' },
      ],
    });
    await at.store.stories.addTopic({ slug: defined.topic, title: 'Outages' });

    const made = await at.store.stories.create(defined, 'breaking', NOON);

    expect(made).toMatchObject({
      ...defined,
      phase: 'breaking',
      phaseSince: NOON,
      createdAt: NOON,
      closedAt: null,
    });
    expect(await at.store.stories.find(made?.id ?? '')).toEqual(made);
    expect(await at.store.stories.bySlug('x-outage')).toEqual(made);
  });

  it('has a slug of its own among those that are there', async () => {
    const [one, two] = [await storedStory(at.store, 'One'), await storedStory(at.store, 'Two')];
    const create = () => at.store.stories.create(definition('One'), 'developing', NOON);

    expect(await create()).toBeNull();
    await at.store.stories.markMerged(one.id, two.id, NOON);
    expect(await create()).not.toBeNull();
    expect(await at.store.stories.known(['one', 'two', 'three'])).toEqual(new Set(['one', 'two']));
  });

  it('is listed by its latest report, then by its beginning, of one topic or all', async () => {
    const old = await storedStory(at.store, 'Old');
    await storedStory(at.store, 'Later', { startedAt: hours(-1) });
    await storedStory(at.store, 'Earlier', { startedAt: hours(-2) });
    const merged = await storedStory(at.store, 'Merged');
    await storedStory(at.store, 'Breach', { topic: 'government-breaches', startedAt: hours(-9) });
    await at.store.stories.noteItem(old.id, hours(-1));
    await at.store.stories.markMerged(merged.id, old.id, NOON);

    expect((await at.store.stories.list()).map(({ title }) => title)).toEqual([
      'Old',
      'Later',
      'Earlier',
      'Breach',
    ]);
    expect((await at.store.stories.list('government-breaches')).map(({ title }) => title)).toEqual([
      'Breach',
    ]);
  });

  it('remembers its newest report, in whatever order they come', async () => {
    const { id } = await storedStory(at.store, 'X outage');

    for (const hour of [-2, -1, -3]) await at.store.stories.noteItem(id, hours(hour));

    expect(await at.store.stories.find(id)).toMatchObject({ lastItemAt: hours(-1) });
  });

  it('notes each change of its phase, once', async () => {
    const { id } = await storedStory(at.store, 'X outage');
    await at.store.stories.setPhase(id, 'breaking', hours(1));
    await at.store.stories.setPhase(id, 'breaking', hours(2));
    await at.store.stories.setPhase(id, 'fading', hours(3));

    expect(await at.store.stories.phaseChanges([id], hours(0), hours(3))).toEqual([
      { storyId: id, from: 'developing', to: 'breaking', at: hours(1) },
      { storyId: id, from: 'breaking', to: 'fading', at: hours(3) },
    ]);
    expect(await at.store.stories.phaseChanges([id], hours(1), hours(2))).toEqual([]);
    expect(await at.store.stories.phaseChanges([], hours(0), hours(9))).toEqual([]);
    expect(await at.store.stories.find(id)).toMatchObject({ phase: 'fading', phaseSince: hours(3) });
  });
});

it('adds a topic once', async () => {
  await at.store.stories.addTopic({ slug: 'outages', title: 'Outages' });
  await at.store.stories.addTopic({ slug: 'outages', title: 'Other' });

  expect(await at.store.stories.topics()).toEqual([{ slug: 'outages', title: 'Outages' }]);
});

describe('classifiers', () => {
  it('learn of every kind of change, in the order of the changes', async () => {
    const one = await storedStory(at.store, 'One');
    const two = await storedStory(at.store, 'Two');
    const three = await storedStory(at.store, 'Three');
    expect(await revisions()).toEqual(['one', 'two', 'three']);
    const seen = await latestRevision();
    expect(await revisions(seen)).toEqual([]);

    await at.store.stories.update(three.id, { aliases: ['Third'] });
    await at.store.stories.close(one.id, NOON);
    expect(await revisions(seen)).toEqual(['three', 'one']);
    await at.store.stories.reopen(one.id, NOON);
    await at.store.stories.markMerged(two.id, one.id, NOON);
    await at.store.stories.touch(three.id);

    expect(await revisions(seen)).toEqual(['one', 'two gone', 'three']);
  });
});

describe('a transaction', () => {
  it('is kept whole or not at all', async () => {
    const work = at.store.transact(async ({ stories }) => {
      await stories.addTopic({ slug: 'outages', title: 'Outages' });
      throw new Error('no');
    });

    await expect(work).rejects.toThrow('no');
    expect(await at.store.stories.topics()).toEqual([]);
  });

  it('over stories waits for another one, in another process', async () => {
    const second = await openDatabase(at.url, silentLog);
    onTestFinished(() => second.close());
    const steps = new EventEmitter();
    const order: string[] = [];
    const begun = once(steps, 'begun');
    const first = at.store.transactStories(async () => {
      const release = once(steps, 'release');
      steps.emit('begun');
      await release;
      order.push('first');
    });
    await begun;
    const later = createStore(second.db).change(
      { actor: ada, channel: room, action: 'x', at: NOON },
      async () => order.push('second'),
    );

    await Promise.race([later, someoneWaits(at.pool)]);
    steps.emit('release');
    await Promise.all([first, later]);

    expect(order).toEqual(['first', 'second']);
  });

  it('of a person is in the log with each row that it changed, and none that failed', async () => {
    const { id } = await storedStory(at.store, 'X outage');
    const note = { actor: ada, channel: room, action: '/stories edit', at: NOON };

    const { result, entry } = await at.store.change(note, async ({ stories, channels }) => {
      await stories.update(id, { title: 'X' });
      await channels.ensure(room, NOON);
      return 'done';
    });
    const refused = at.store.change(note, async ({ stories }) => {
      await stories.update(id, { title: 'Y' });
      throw new Error('no');
    });

    await expect(refused).rejects.toThrow('no');
    expect(result).toBe('done');
    expect(only(await at.store.audit.recent(10))).toMatchObject({
      number: entry,
      action: '/stories edit',
      actorName: 'Ada',
      at: NOON,
      changes: 2,
      undone: false,
    });
  });

  it('without a person’s note leaves no entry', async () => {
    await storedStory(at.store, 'X outage');
    await at.store.transactStories(({ stories }) => stories.addTopic({ slug: 'a', title: 'A' }));

    expect(await at.store.audit.recent(10)).toEqual([]);
  });
});
