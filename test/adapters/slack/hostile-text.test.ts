import { describe, expect, it } from 'vitest';
import { renderSlack } from '../../../adapters/slack/render.ts';
import type { Block, Message } from '../../../src/messages/message.ts';
import { blockProblems, readable } from '../../support/slack-blocks.ts';

const at = new Date('2025-03-10T12:00:00Z');

const render = (blocks: readonly Block[], more: Omit<Message, 'blocks'> = {}) =>
  renderSlack({ ...more, blocks });
const only = (block: Block): readonly unknown[] => renderSlack({ blocks: [block] })[0]?.blocks ?? [];

const everywhere = (text: string): Message => ({
  title: text,
  blocks: [
    { kind: 'heading', text },
    { kind: 'text', text: [text, { text, bold: true, link: 'https://news.example/?q=<!channel>|x' }] },
    { kind: 'list', items: [text] },
    {
      kind: 'fields',
      fields: [{ label: text, value: [text, { text, link: 'https://news.example/a|b>c' }] }],
    },
    { kind: 'note', text: [{ text, italic: true, time: at }, text] },
    { kind: 'buttons', buttons: [{ label: text, command: '/story x' }] },
    { kind: 'menu', placeholder: text, choices: [{ label: text, command: '/story x' }] },
  ],
});

describe('feed text on Slack', () => {
  const HOSTILE = [
    '@everyone @here @channel',
    '<!channel> <!here|x> <!subteam^S1> <!date^0^{date}^https://evil.example|x>',
    '<@U1> <#C1|general> <https://evil.example|https://bank.example>',
    '@\u202Eeveryone',
    '*bold* _it_ ~gone~ `code` ```block``` > quote :fire:',
    '[text](javascript:alert(1)) <javascript:alert(1)|click>',
    '&lt;!channel&gt; &amp;lt;',
    'a | b > c < d & e',
    '<t:1:R> </cmd:1> <:x:1> <a:x:1>',
    '\u05E9\u05DC\u05D5\u05DD <!channel> \u0645\u0631\u062D\u0628\u0627',
    '😀'.repeat(500),
    `<!channel> ${'x'.repeat(10_000)}`,
  ];
  it.each(HOSTILE)('is read as markup nowhere: %s', (text) => {
    const messages = renderSlack(everywhere(text));

    expect(messages.flatMap(({ blocks }) => blockProblems(blocks))).toEqual([]);
    for (const said of messages.flatMap(markupTexts)) expect(controlSequences(said)).toEqual([]);
  });

  it.each(['*', '_', '~', '`', ':fire:'])('keeps its %s from styling fields and notes', (mark) => {
    const text = `${mark}word${mark}`;

    const fields = JSON.stringify(only({ kind: 'fields', fields: [{ label: 'L', value: text }] }));
    const note = JSON.stringify(only({ kind: 'note', text }));

    for (const said of [fields, note]) {
      expect(said).not.toContain(text);
      expect(said).toContain('word');
    }
  });

  it('stays as it is in rich text, where Slack reads no markup', () => {
    const text = '*not bold* <!channel> & `code`';

    expect(readable(only({ kind: 'text', text }))).toBe(text);
  });

  it.each([
    ['javascript:alert(1)'],
    ['data:text/html,x'],
    ['slack://user?team=T1'],
    ['//evil.example'],
    ['https://evil.example\n|x'.slice(0, 4)],
    [`https://long.example/${'x'.repeat(4_000)}`],
  ])('keeps its words and loses a link to %s', (link) => {
    const block = only({ kind: 'text', text: [{ text: 'click', link }] });

    expect(JSON.stringify(block)).not.toContain('"link"');
    expect(readable(block)).toBe('click');
  });

  it.each([
    ['https://bank.example/login', 'https://bank.example/login (evil.example)'],
    ['bank.example', 'bank.example (evil.example)'],
    ['see www.bank.example now', 'see www.bank.example now (evil.example)'],
    ['the bank', 'the bank'],
    ['www.evil.example', 'www.evil.example'],
  ])('shows where a link goes whose text names another site: %s', (text, shown) => {
    const span = { text, link: 'https://evil.example/' };

    // The parts of a line are read with a space between them.
    const line = readable(only({ kind: 'text', text: [span] }));
    expect(line.replace('( ', '(').replace(' )', ')')).toBe(shown);
    const note = JSON.stringify(only({ kind: 'note', text: [span] }));
    expect(note).toContain(shown === text ? `|${text}>` : `${text} (<https://evil.example/|evil.example>)`);
  });

  it('does not turn round or hide what stands after it', () => {
    const [message] = render(
      [{ kind: 'note', text: '\u202Egnp\u2066\u200B\uFEFF\u200F\u3164\u{E0041}.exe' }],
      {
        title: '\u202EeltiT',
      },
    );

    expect(JSON.stringify(message)).not.toMatch(
      /[\u202A-\u202E\u2066-\u2069\u200B\u200F\u3164\uFEFF\u{E0041}]/u,
    );
  });

  it('keeps the joiners that Persian and emoji need', () => {
    expect(readable(only({ kind: 'text', text: 'می\u200Cخواهم 👩\u200D💻' }))).toBe(
      'می\u200Cخواهم 👩\u200D💻',
    );
  });

  it('is left out when nothing of it can be seen', () => {
    const [message] = render(
      [
        { kind: 'text', text: '\u200B\u2060' },
        { kind: 'list', items: ['\uFEFF', 'seen'] },
        { kind: 'note', text: ' ' },
      ],
      { title: '\u200B' },
    );

    expect(readable(message?.blocks)).toBe('seen');
  });

  it('survives half an emoji', () => {
    const [message] = render([{ kind: 'text', text: 'cut \uD83D' }]);

    expect(readable(message?.blocks)).toBe('cut \uFFFD');
  });
});

/** The texts in which Slack reads `<…>` as a command: the notification and everything in mrkdwn. */
function markupTexts({ text, blocks }: { text: string; blocks: readonly unknown[] }): string[] {
  const mrkdwn = [...JSON.stringify(blocks).matchAll(/"type":"mrkdwn","text":"((?:[^"\\]|\\.)*)"/gu)];
  return [text, ...mrkdwn.map(([, said]) => JSON.parse(`"${said}"`) as string)];
}

/** `<…>` that is neither one of our links nor one of our dates, stray angles, and ampersands that begin no entity. */
function controlSequences(text: string): string[] {
  const ours =
    /<https:\/\/news\.example\/[^\s<>|]*\|[^<>|]*>|<!date\^\d+\^\{date_short_pretty\}, \{time\}\|[^<>|]*>/gu;
  return text.replaceAll(ours, '').match(/[<>]|&(?!amp;|lt;|gt;)/gu) ?? [];
}
