import { expect, it } from 'vitest';
import { proposeStories } from '../../jobs/propose-stories.ts';
import { findEmerging } from '../../src/stories/emerging.ts';
import { createFrequencies } from '../../src/stories/frequencies.ts';
import { repoBackground, repoLexicon } from '../src/stories/repo-lexicon.ts';
import { entry, hours, NOON, only, storedItems } from '../support/builders.ts';
import { classifier } from '../support/classifier.ts';
import { openDesk } from '../support/desk.ts';
import { buttonsOf } from '../support/message-text.ts';
import { outbox } from '../support/outbox.ts';
import { silentLog, useStore } from '../support/store.ts';

const at = useStore();

const BURST = [
  ['one.example', 'Outage at Quandell Bank locks customers out of accounts'],
  ['two.example', 'Quandell Bank outage: customers cannot reach their accounts'],
  ['three.example', 'Customers angry as Quandell Bank outage drags on'],
  ['four.example', 'Quandell Bank says outage was caused by a failed update'],
] as const;

const propose = (): Promise<void> =>
  proposeStories(
    {
      store: at.store,
      findEmerging: (items, now) =>
        findEmerging(items, {
          lexicon: repoLexicon,
          frequencies: createFrequencies(repoBackground),
          now,
        }),
      log: silentLog,
    },
    hours(5),
  );

async function news(): Promise<void> {
  for (const [index, [host, title]] of BURST.entries())
    await storedItems(
      at.store,
      [entry(title, { link: `https://${host}/${String(index)}`, published: hours(index) })],
      { feedUrl: `https://${host}/feed` },
    );
  await storedItems(at.store, [entry('Rovers win the derby with a late goal', { published: NOON })]);
  await classifier(at.store).run();
}

it('asks the review channel once about a burst from several sources, and starts the story from it', async () => {
  await at.store.stories.addTopic({ slug: 'platform-outages', title: 'Platform outages' });
  const { ask } = openDesk(at.store);
  await ask('/storywatch review-channel');
  await news();

  await propose();
  await propose();

  const { text, message } = only(await outbox(at.pool));
  expect(text).toContain('4 reports from 4 sources');
  const title = /A new story\? (.+)/u.exec(text)?.[1] ?? '';
  expect(BURST.map(([, each]) => each)).toContain(title);
  const [start] = buttonsOf(message);
  await ask(start?.command ?? '');
  const story = only(await at.store.stories.list());
  expect(story.title).toBe(title);
  expect(story.seeds.length).toBeGreaterThanOrEqual(3);
});

it('proposes nothing where nobody reviews', async () => {
  await news();

  await propose();

  expect(await outbox(at.pool)).toEqual([]);
});
