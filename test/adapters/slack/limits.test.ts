import { describe, expect, it } from 'vitest';
import { renderSlack } from '../../../adapters/slack/render.ts';
import type { Block, Message } from '../../../src/messages/message.ts';
import { blockProblems, readable } from '../../support/slack-blocks.ts';

const render = (blocks: readonly Block[], more: Omit<Message, 'blocks'> = {}) =>
  renderSlack({ ...more, blocks });

const story = (n: number): Block[] => [
  { kind: 'heading', text: `Story ${n}` },
  { kind: 'text', text: `about ${n} `.padEnd(2_500, 'x') },
];

const told = (n: number): Block[] => [
  { kind: 'text', text: [{ text: `Story ${n}`, bold: true }, ' · developing'] },
  { kind: 'list', items: [`report ${n} `.padEnd(900, 'x'), 'another'] },
  { kind: 'note', text: `more of ${n}` },
];

describe('limits of Slack', () => {
  const long = 'word '.repeat(2_000);

  it('hold for 10,000 characters in every place', () => {
    const messages = renderSlack({
      title: long,
      titleLink: 'https://news.example/',
      blocks: [
        { kind: 'heading', text: long },
        { kind: 'text', text: long },
        {
          kind: 'text',
          text: [
            { text: long, link: 'https://news.example/' },
            { text: long, code: true },
          ],
        },
        { kind: 'list', items: [long, [{ text: long, bold: true }, long]] },
        {
          kind: 'fields',
          fields: Array.from({ length: 23 }, () => ({ label: long, value: '&'.repeat(9_000) })),
        },
        { kind: 'note', text: [long, { text: long, link: 'https://news.example/' }] },
        {
          kind: 'buttons',
          buttons: Array.from({ length: 60 }, () => ({ label: long, command: '/story x' })),
        },
        {
          kind: 'menu',
          placeholder: long,
          choices: Array.from({ length: 300 }, (_, n) => ({ label: long, command: `/story s${n}` })),
        },
      ],
    });

    expect(messages.flatMap(({ blocks }) => blockProblems(blocks))).toEqual([]);
    expect(messages.every(({ text }) => text.length <= 4_000)).toBe(true);
  });

  it('split a message of many blocks, and nothing is lost', () => {
    const blocks = Array.from({ length: 120 }, (_, n): Block => ({ kind: 'text', text: `line ${n}.` }));

    const messages = render(blocks);

    expect(messages.map((each) => each.blocks.length)).toEqual([50, 50, 20]);
    expect(messages.map(({ text }) => text.slice(-5))).toEqual(['(1/3)', '(2/3)', '(3/3)']);
    expect(messages.map((each) => readable(each.blocks)).join(' ')).toContain('line 0. line 1.');
    expect(readable(messages[2]?.blocks)).toContain('line 119.');
  });

  it('break a digest between its stories', () => {
    const messages = render([1, 2, 3, 4, 5, 6].flatMap(story), { title: 'Digest' });

    expect(messages.length).toBeGreaterThan(1);
    for (const { blocks } of messages.slice(1)) expect(readable(blocks)).toMatch(/^Story \d about/u);
    for (const { blocks } of messages) expect(readable(blocks)).not.toMatch(/Story \d$/u);
  });

  it('keep a story of a digest together with its reports', () => {
    const messages = render([
      { kind: 'heading', text: 'Topic' },
      ...Array.from({ length: 30 }, (_, n) => told(n)).flat(),
    ]);

    expect(messages.length).toBeGreaterThan(2);
    for (const { blocks } of messages) expect(readable(blocks)).toMatch(/^(?:Topic )?Story .*more of \d+$/su);
  });

  it('never leave a heading alone at the end of a message', () => {
    const paragraphs = Array.from({ length: 49 }, (): Block => ({ kind: 'text', text: 'x' }));

    const messages = render([...paragraphs, { kind: 'heading', text: 'Next' }, { kind: 'text', text: 'y' }]);

    expect(messages.map(({ blocks }) => readable(blocks).replaceAll('x ', ''))).toEqual(['x', 'Next y']);
  });

  it('leave out choices whose command is too long, and keep the rest working', () => {
    const [message] = render([
      {
        kind: 'menu',
        placeholder: 'Which?',
        choices: [
          { label: 'fits', command: '/story a' },
          { label: 'too long', command: `/story ${'x'.repeat(80)}` },
        ],
      },
    ]);

    expect(JSON.stringify(message)).toContain('fits');
    expect(JSON.stringify(message)).not.toContain('too long');
  });
});
