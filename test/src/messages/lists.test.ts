import { expect, it } from 'vitest';
import { pageButtons, pageOf } from '../../../src/messages/pages.ts';
import { storyList } from '../../../src/messages/lists.ts';
import { story } from '../../support/builders.ts';
import { buttonsOf, textOf } from '../../support/message-text.ts';

const TOPICS = [
  { slug: 'government-breaches', title: 'Government breaches' },
  { slug: 'platform-outages', title: 'Platform outages' },
];
const STORIES = Array.from({ length: 60 }, (_, at) =>
  story(`Story ${at}`, { topic: at < 30 ? 'platform-outages' : 'government-breaches' }),
);

it('shows every story on one of its pages, and turns them', () => {
  const pages = [1, 2, 3].map((page) => storyList(STORIES, TOPICS, page));

  const shown = pages.flatMap((page) => textOf(page).match(/Story \d+/gu) ?? []);
  expect(new Set(shown).size).toBe(60);
  expect(pages.map((page) => buttonsOf(page).map(({ command }) => command))).toEqual([
    ['/stories list page:2'],
    ['/stories list page:1', '/stories list page:3'],
    ['/stories list page:2'],
  ]);
});

it('turns the pages of one topic within that topic', () => {
  const message = storyList(STORIES.slice(0, 30), TOPICS.slice(1), 1, '/stories list platform-outages');

  expect(buttonsOf(message).map(({ command }) => command)).toEqual(['/stories list platform-outages page:2']);
});

it('has no buttons where one page holds all, and the last page beyond it', () => {
  expect(pageButtons(pageOf([1, 2], 1, 5), '/feeds list')).toEqual([]);
  expect(pageOf([1, 2, 3], 9, 2)).toEqual({ items: [3], page: 2, pages: 2 });
});
