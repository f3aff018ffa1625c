import { describe, expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '../../adapters/postgres/database.ts';
import { createStore } from '../../adapters/postgres/store.ts';
import type { ChannelRef } from '../../src/commands/command.ts';
import { IN_STORY } from '../../src/stories/assignment.ts';
import { ada, entry, hours, NOON, only, room, storedItems } from '../support/builders.ts';
import { classifier, OTHER_NEWS, X_REPORTS, xOutage } from '../support/classifier.ts';
import { outbox } from '../support/outbox.ts';
import { silentLog, useStore } from '../support/store.ts';

const at = useStore();

const slackChannel: ChannelRef = { platform: 'slack', spaceId: 'T1', channelId: 'C1' };

async function follow(storyId: string, ref: ChannelRef = room): Promise<string> {
  const { id } = await at.store.channels.ensure(ref, NOON);
  await at.store.channels.follow(id, 'story', storyId, NOON);
  return id;
}

async function inStory(storyId: string): Promise<string[]> {
  const updates = await at.store.assignments.ofStory(storyId, { states: IN_STORY, limit: 1000 });
  return updates.map(({ item }) => item.title).toSorted();
}

const arrive = (titles: readonly string[], options: Parameters<typeof storedItems>[2] = {}) =>
  storedItems(
    at.store,
    titles.map((title) => entry(title)),
    options,
  );

describe('new items', () => {
  it('join their story, say why, and are told to its followers once', async () => {
    const { id } = await xOutage(at.store);
    await follow(id);
    await arrive([X_REPORTS[0], ...OTHER_NEWS]);
    const { run, batches } = classifier(at.store);

    await run();
    await run();

    expect(await inStory(id)).toEqual([X_REPORTS[0]]);
    const [update] = await at.store.assignments.ofStory(id, { states: ['auto'], limit: 1 });
    expect(update?.assignment.reasons.length).toBeGreaterThan(0);
    const alert = only(await outbox(at.pool));
    expect(alert).toMatchObject({ kind: 'update', state: 'pending', channel: 'room' });
    expect(alert.text).toContain(X_REPORTS[0]);
    expect(batches).toEqual([{ judged: 4, fresh: 4, joined: 1, suggested: 0, deliveries: 1 }]);
    expect(await at.store.items.unclassified(10)).toEqual([]);
  });

  it('make a living post with their report in its thread where there are threads', async () => {
    const { id } = await xOutage(at.store);
    const channelId = await follow(id, slackChannel);
    await arrive([X_REPORTS[0]]);
    const { run } = classifier(at.store);

    await run();
    await arrive([X_REPORTS[1]], { feedUrl: 'https://other.example/' });
    await run();

    const written = await outbox(at.pool);
    expect(written.map(({ kind }) => kind)).toEqual(['post', 'update', 'update']);
    expect(written[0]?.key).toBe(`post:${channelId}:${id}`);
    // The post waits for nobody; what belongs into its thread waits for it.
    expect(await at.store.deliveries.ready('slack', NOON, 10)).toEqual([written[0]?.id]);
  });

  it('that a feed held when it was added join without a word', async () => {
    const { id } = await xOutage(at.store);
    await follow(id);
    await arrive([...X_REPORTS], { announce: false });

    await classifier(at.store).run();

    expect((await inStory(id)).length).toBeGreaterThan(3);
    expect(await outbox(at.pool)).toEqual([]);
  });

  it('that repeat what was there are no news', async () => {
    const { id } = await xOutage(at.store);
    await follow(id);
    await arrive([X_REPORTS[0]], { announce: false });
    const { run } = classifier(at.store);
    await run();
    await arrive([X_REPORTS[0]], { feedUrl: 'https://copy.example/' });

    await run();

    expect(await inStory(id)).toEqual([X_REPORTS[0], X_REPORTS[0]]);
    expect(await outbox(at.pool)).toEqual([]);
  });

  it('that are copies of each other are one line with a count', async () => {
    const { id } = await xOutage(at.store);
    await follow(id);
    for (const host of ['a', 'b', 'c']) {
      await arrive([X_REPORTS[0]], { feedUrl: `https://${host}.example/` });
    }

    await classifier(at.store).run();

    const { message, text } = only(await outbox(at.pool));
    expect(message.blocks.flatMap((block) => (block.kind === 'list' ? block.items : []))).toHaveLength(1);
    expect(text).toContain('+2 more');
  });

  it('older than three days are not told at once', async () => {
    const { id } = await xOutage(at.store);
    await follow(id);
    await arrive([X_REPORTS[0]]);

    await classifier(at.store, () => hours(24 * 4)).run();

    expect(await inStory(id)).toEqual([X_REPORTS[0]]);
    expect(await outbox(at.pool)).toEqual([]);
  });

  it('that a person has put somewhere stay there', async () => {
    await xOutage(at.store);
    const [report] = await arrive([X_REPORTS[0]]);
    const note = { actor: ada, channel: room, action: 'move', at: NOON };
    await at.store.change(note, async ({ stories, assignments }) => {
      await stories.addTopic({ slug: 'sports', title: 'Sports' });
      const other = await stories.create(
        {
          slug: 'other',
          topic: 'sports',
          title: 'Other',
          aliases: [],
          entities: [],
          startedAt: null,
          seeds: [],
        },
        'developing',
        NOON,
      );
      await assignments.put({
        itemId: report?.id ?? '',
        storyId: other?.id ?? '',
        state: 'manual',
        score: 1,
        runnerUpId: null,
        runnerUpScore: null,
        thirdId: null,
        margin: 1,
        reasons: [],
        assignedAt: NOON,
      });
    });

    await classifier(at.store).run();

    const other = await at.store.stories.bySlug('other');
    expect(await at.store.assignments.find(report?.id ?? '')).toMatchObject({
      storyId: other?.id,
      state: 'manual',
    });
  });

  it('wake no story that a person closed', async () => {
    const { id } = await xOutage(at.store);
    await follow(id);
    await at.store.stories.close(id, NOON);
    await arrive([...X_REPORTS]);

    await classifier(at.store).run();

    expect(await inStory(id)).toEqual([]);
  });

  it.each(['😀', 'a😀'])(
    'of a long text without blanks, %s and more, are told all the same',
    async (start) => {
      const { id } = await xOutage(at.store);
      await follow(id);
      await storedItems(at.store, [entry(X_REPORTS[0], { text: `${start}${'😀'.repeat(300)}` })]);

      await classifier(at.store).run();

      expect(only(await outbox(at.pool)).text).toContain('😀…');
    },
  );
});

describe('a batch', () => {
  it('of news is followed by the next, one of old items only when there is time', async () => {
    await xOutage(at.store);
    const many = Array.from({ length: 201 }, (_, n) => `Council ${n} votes on a bridge`);
    await arrive(many.slice(0, 100));
    await arrive(many.slice(100), { announce: false });
    let busy = true;
    const { run, batches } = classifier(at.store, undefined, () => busy);

    await run();
    expect(batches.map(({ judged, fresh }) => [judged, fresh])).toEqual([
      [100, 100],
      [100, 0],
    ]);
    busy = false;
    await run();

    expect(await at.store.items.unclassified(10)).toEqual([]);
  });

  it('that fails half-way is done whole the next time, and told once', async () => {
    const { id } = await xOutage(at.store);
    await follow(id);
    await arrive([...X_REPORTS]);
    const { run } = classifier(at.store);
    await at.pool.query(`create function refuse() returns trigger language plpgsql as
      $$ begin raise exception 'the disk is full'; end $$`);
    await at.pool.query(`create trigger refuse before insert on deliveries execute function refuse()`);

    await expect(run()).rejects.toMatchObject({ cause: { message: 'the disk is full' } });
    expect(await inStory(id)).toEqual([]);
    expect(await at.store.items.unclassified(10)).toHaveLength(X_REPORTS.length);
    await at.pool.query('drop function refuse cascade');
    await run();

    expect((await inStory(id)).length).toBeGreaterThan(3);
    expect(await outbox(at.pool)).toHaveLength(1);
  });

  it('is done once by two classifiers, and neither misses what the other learned', async () => {
    const { id } = await xOutage(at.store);
    await follow(id);
    const second = await openDatabase(at.url, silentLog);
    onTestFinished(() => second.close());
    const [one, two] = [classifier(at.store), classifier(createStore(second.db))];
    await arrive(Array.from({ length: 240 }, (_, index) => `${OTHER_NEWS[index % 3]} (${index})`));
    await arrive([X_REPORTS[0], X_REPORTS[1]], { feedUrl: 'https://other.example/' });

    await Promise.all([one.run(), two.run()]);

    const judged = [...one.batches, ...two.batches].reduce((sum, batch) => sum + batch.judged, 0);
    expect(judged).toBe(242);
    expect(await inStory(id)).toEqual([X_REPORTS[0], X_REPORTS[1]].toSorted());
    const told = (await outbox(at.pool)).map(({ text }) => text).join('\n');
    for (const title of [X_REPORTS[0], X_REPORTS[1]]) expect(told.split(title)).toHaveLength(2);
  });

  it('knows a story that was made after the classifier started', async () => {
    const { run } = classifier(at.store);
    await arrive([...OTHER_NEWS]);
    await run();
    const { id } = await xOutage(at.store);
    await arrive([X_REPORTS[0]], { feedUrl: 'https://other.example/' });

    await run();

    expect(await inStory(id)).toEqual([X_REPORTS[0]]);
  });

  it('is judged without a story whose creation was taken back', async () => {
    const { run } = classifier(at.store);
    const note = { actor: ada, channel: room, action: 'create', at: NOON };
    const created = await at.store.change(note, (tables) => xOutage({ ...at.store, ...tables }));
    await arrive([X_REPORTS[0]]);
    await run();
    await at.store.undo(created.entry, note);
    await arrive([X_REPORTS[1]], { feedUrl: 'https://other.example/' });

    await run();

    expect(await inStory(created.result.id)).toEqual([X_REPORTS[0]]);
  });
});
