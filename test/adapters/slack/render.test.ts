import { describe, expect, it } from 'vitest';
import { renderSlack } from '../../../adapters/slack/render.ts';
import type { Block, Message } from '../../../src/messages/message.ts';
import { blockProblems, readable } from '../../support/slack-blocks.ts';

const at = new Date('2025-03-10T12:00:00Z');

const render = (blocks: readonly Block[], more: Omit<Message, 'blocks'> = {}) =>
  renderSlack({ ...more, blocks });
const only = (block: Block) => render([block])[0]?.blocks ?? [];

describe('a whole message', () => {
  it('looks like this', () => {
    const [message, ...others] = render(
      [
        {
          kind: 'text',
          text: [
            'Hackers read ',
            { text: 'unclassified files', bold: true },
            '. ',
            { text: 'Reuters', link: 'https://reuters.example/1' },
          ],
        },
        {
          kind: 'fields',
          fields: [
            { label: 'Phase', value: ['breaking since ', { text: '10 March', time: at }] },
            { label: 'Sources', value: '4' },
          ],
        },
        { kind: 'volume', volume: { counts: [0, 1, 2, 7], stepMs: 3_600_000, endsAt: at } },
        { kind: 'heading', text: 'Latest' },
        { kind: 'list', items: ['A letter to senators', [{ text: 'A denial', italic: true }]] },
        {
          kind: 'buttons',
          buttons: [{ label: 'Follow', command: '/stories follow us-treasury', style: 'primary' }],
        },
        {
          kind: 'menu',
          placeholder: 'Wrong story?',
          choices: [
            { label: 'X outage', command: '/stories move 7 x-outage' },
            { label: 'Other', command: '/stories move 7 other' },
          ],
        },
        { kind: 'note', text: [{ text: 'why?', link: 'https://storywatch.example/why' }] },
      ],
      { title: 'US Treasury breach', titleLink: 'https://storywatch.example/stories/1', tone: 'breaking' },
    );

    expect(others).toEqual([]);
    expect(message).toEqual({
      text: '🔴 US Treasury breach · Hackers read unclassified files. Reuters · Latest · A letter to senators · A denial · why?',
      blocks: [
        {
          type: 'rich_text',
          elements: [
            {
              type: 'rich_text_section',
              elements: [
                { type: 'text', text: '🔴 ' },
                {
                  type: 'link',
                  url: 'https://storywatch.example/stories/1',
                  text: 'US Treasury breach',
                  style: { bold: true },
                },
              ],
            },
          ],
        },
        {
          type: 'rich_text',
          elements: [
            {
              type: 'rich_text_section',
              elements: [
                { type: 'text', text: 'Hackers read ' },
                { type: 'text', text: 'unclassified files', style: { bold: true } },
                { type: 'text', text: '. ' },
                { type: 'link', url: 'https://reuters.example/1', text: 'Reuters' },
              ],
            },
          ],
        },
        {
          type: 'section',
          fields: [
            {
              type: 'mrkdwn',
              verbatim: true,
              text: '*Phase*\nbreaking since <!date^1741608000^{date_short_pretty}, {time}|10 March>',
            },
            { type: 'mrkdwn', verbatim: true, text: '*Sources*\n4' },
          ],
        },
        {
          type: 'rich_text',
          elements: [
            {
              type: 'rich_text_section',
              elements: [
                { type: 'text', text: '▁▂▃█', style: { code: true } },
                { type: 'text', text: '  10 items in 4 hours, at most 7 an hour' },
              ],
            },
          ],
        },
        {
          type: 'rich_text',
          elements: [
            {
              type: 'rich_text_section',
              elements: [{ type: 'text', text: 'Latest', style: { bold: true } }],
            },
          ],
        },
        {
          type: 'rich_text',
          elements: [
            {
              type: 'rich_text_list',
              style: 'bullet',
              elements: [
                { type: 'rich_text_section', elements: [{ type: 'text', text: 'A letter to senators' }] },
                {
                  type: 'rich_text_section',
                  elements: [{ type: 'text', text: 'A denial', style: { italic: true } }],
                },
              ],
            },
          ],
        },
        {
          type: 'actions',
          block_id: '5.0:',
          elements: [
            {
              type: 'button',
              action_id: 'run.0',
              text: { type: 'plain_text', text: 'Follow' },
              value: '/stories follow us-treasury',
              style: 'primary',
            },
          ],
        },
        {
          type: 'actions',
          block_id: '6.0:',
          elements: [
            {
              type: 'static_select',
              action_id: 'menu./stories move 7 ',
              placeholder: { type: 'plain_text', text: 'Wrong story?' },
              options: [
                { text: { type: 'plain_text', text: 'X outage' }, value: 'x-outage' },
                { text: { type: 'plain_text', text: 'Other' }, value: 'other' },
              ],
            },
          ],
        },
        {
          type: 'context',
          elements: [{ type: 'mrkdwn', verbatim: true, text: '<https://storywatch.example/why|why?>' }],
        },
      ],
    });
    expect(blockProblems(message?.blocks)).toEqual([]);
  });

  it('has a big title when nothing is behind it', () => {
    const [message] = render([], { title: 'Digest', tone: 'calm' });

    expect(message?.blocks).toEqual([{ type: 'header', text: { type: 'plain_text', text: '🟢 Digest' } }]);
  });

  it('marks a warning without a title before its first words', () => {
    const [message] = render([{ kind: 'text', text: 'No such story.' }], { tone: 'warning' });

    expect(readable(message?.blocks)).toBe('⚠️  No such story.');
    expect(message?.text).toBe('⚠️ No such story.');
  });

  it('says something even when there is nothing to say', () => {
    const [message] = render([]);

    expect(blockProblems(message?.blocks)).toEqual([]);
    expect(message?.text).not.toBe('');
  });

  it('shows a picture of the volume when it has a public address', () => {
    const volume = { counts: [1, 2], stepMs: 3_600_000, endsAt: at };

    const [message] = renderSlack(
      { blocks: [{ kind: 'volume', volume }] },
      { volumeImage: () => 'https://storywatch.example/volume.png' },
    );

    expect(message?.blocks).toEqual([
      {
        type: 'image',
        image_url: 'https://storywatch.example/volume.png',
        alt_text: '3 items in 2 hours, at most 2 an hour',
      },
    ]);
  });
});

describe('emphasis in fields', () => {
  it('is written tight around the words', () => {
    const block = only({
      kind: 'note',
      text: [
        { text: ' bold ', bold: true },
        { text: 'both', bold: true, italic: true },
      ],
    });

    expect(readable(block)).toBe(' *bold* *_both_*');
  });

  it('leaves no mark around nothing', () => {
    expect(readable(only({ kind: 'note', text: ['a', { text: ' ', bold: true }, 'b'] }))).toBe('a b');
  });
});
