import { describe, expect, it } from 'vitest';
import { linkIn } from '../../../adapters/discord/links.ts';
import { messageMenu, submit } from '../../support/discord-people.ts';
import { runningBot, textOfAnswer } from './bot.ts';
import { testDesk } from './desk-for-tests.ts';

const stories = [
  { label: 'US Treasury breach', value: 'us-treasury-breach' },
  { label: 'X outage', value: 'x-outage-2025-03-10' },
];

describe('Add to story', () => {
  it('offers the stories and the link of the message', async () => {
    const { server } = await runningBot({ desk: testDesk(async () => stories).desk });
    const opened = messageMenu(server, 'Add to story', 'Look: <https://news.example/letter>.');

    await server.until(() => opened.callback?.type === 9, 'the form is open');

    const form = JSON.stringify(opened.callback?.data);
    expect(form).toContain('"value":"https://news.example/letter"');
    expect(form).toContain('"value":"x-outage-2025-03-10"');
    expect(server.state.violations).toEqual([]);
  });

  it.each([
    ['the chosen story', { story: ['x-outage-2025-03-10'], search: '' }, 'x-outage-2025-03-10'],
    [
      'the story that was typed, over a chosen one',
      { story: ['x-outage-2025-03-10'], search: 'treasury' },
      'treasury',
    ],
    ['the story that was typed where there was no list', { search: 'treasury' }, 'treasury'],
  ])('adds the link to %s', async (_which, inputs, story) => {
    const { server, seen } = await runningBot();

    await textOfAnswer(
      server,
      submit(server, 'add-to-story', { url: 'https://news.example/letter', ...inputs }),
    );

    expect(seen.map(({ options }) => options)).toEqual([{ story, url: 'https://news.example/letter' }]);
  });

  it('says so when there is no link', async () => {
    const { server } = await runningBot();

    const text = await textOfAnswer(server, messageMenu(server, 'Add to story', 'no address here'));

    expect(text).toContain('no link in that message');
  });

  it('asks for a name when there is no story to offer', async () => {
    const { server } = await runningBot();
    const opened = messageMenu(server, 'Add to story', 'https://news.example');

    await server.until(() => opened.callback?.type === 9, 'the form is open');

    expect(JSON.stringify(opened.callback?.data)).toContain('Story, by name');
    expect(server.state.violations).toEqual([]);
  });
});

describe('the link in a message', () => {
  it.each([
    ['see https://a.example/x, please', 'https://a.example/x'],
    ['(https://a.example/x)', 'https://a.example/x'],
    ['https://a.example/x_(y)', 'https://a.example/x_(y)'],
    ['[text](https://a.example/x)', 'https://a.example/x'],
    ['**https://a.example/x**', 'https://a.example/x'],
    ['javascript:alert(1) ftp://a.example', undefined],
  ])('in %j is %s', (content, link) => {
    expect(linkIn({ content, embeds: [] })).toBe(link);
  });
});
