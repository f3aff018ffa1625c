import { expect, it } from 'vitest';
import { entry, hours, NOON, storedItems, storedStory } from '../../support/builders.ts';
import { openDesk } from '../../support/desk.ts';
import { useStore } from '../../support/store.ts';

const at = useStore();

const TEXT = 'Hackers broke into the harbour authority of Northport and stole crew lists.';
const REPORTS = [
  'Northport harbour authority hacked, crew lists stolen',
  'Hackers stole crew lists in Northport harbour breach',
];

async function aWeekOfNews(): Promise<void> {
  const entries = [...REPORTS, 'Rovers win the derby with a late goal', 'Rain expected in the north'].map(
    (title, index) => entry(title, { published: hours(-120 + index) }),
  );
  const items = await storedItems(at.store, entries, { now: hours(-119) });
  await at.store.items.markClassified(
    items.map(({ id }) => id),
    NOON,
  );
}

it('shows what a new story would have taken in, of all seven days, and saves nothing', async () => {
  await aWeekOfNews();

  const answer = await openDesk(at.store).ask(`/stories preview "Northport harbour breach" ${TEXT}`);

  expect(answer).toContain('2 would have joined by themselves');
  for (const title of REPORTS) expect(answer).toContain(title);
  expect(await at.store.stories.list()).toEqual([]);
});

it('shows what a story would take in with one more text', async () => {
  await aWeekOfNews();
  await storedStory(at.store, 'Shipping news', {
    slug: 'shipping-news',
    seeds: [{ title: 'New ferry line opens', text: 'The line runs twice a day.', lang: 'en' }],
  });
  const { ask } = openDesk(at.store);

  const answer = await ask(`/stories preview "Northport harbour breach" ${TEXT} story:shipping-news`);

  expect(answer).toContain('Preview: Shipping news');
  expect(answer).toContain(REPORTS[0]);
  expect((await at.store.stories.bySlug('shipping-news'))?.seeds).toHaveLength(1);
});
