import { describe, expect, it } from 'vitest';
import type { Message } from '../../../src/messages/message.ts';
import { bodies, described } from './rendered.ts';

describe('hostile text', () => {
  it.each([
    ['@everyone', '\\@everyone'],
    ['@\u202Eeveryone', '\\@everyone'],
    ['@\u200Beve\u2060ry\u00ADone', '\\@everyone'],
    ['<@1> <@&1> <#1>', '\\<\\@1\\> \\<\\@&1\\> \\<\\#1\\>'],
    ['<t:1:R> </story:1> <:x:1>', '\\<t:1:R\\> \\</story:1\\> \\<:x:1\\>'],
    ['[safe](https://evil.example)', '\\[safe\\](https:\\//evil.example)'],
    ['[x](javascript:alert(1))', '\\[x\\](javascript:alert(1))'],
    ['\u05E9\u05DC\u05D5\u05DD @here', '\u05E9\u05DC\u05D5\u05DD \\@here'],
    ['\u3164x\u{E0041}', 'x'],
    ['# head', '\\# head'],
    ['-# small', '-\\# small'],
    ['a\n- item\n* item\n+ item\n1. item', 'a\n\\- item\n\\* item\n\\+ item\n1\\. item'],
    ['> quote\n>>> quote', '\\> quote\n\\>\\>\\> quote'],
    [
      '||spoiler|| ~~gone~~ **b** __u__ `c` ```d```',
      '\\|\\|spoiler\\|\\| \\~\\~gone\\~\\~ \\*\\*b\\*\\* \\_\\_u\\_\\_ \\`c\\` \\`\\`\\`d\\`\\`\\`',
    ],
    ['\\*not\\*', '\\\\\\*not\\\\\\*'],
    ['\u202Egnp.exe\u2066x\u2069', 'gnp.exex'],
    ['half \uD83D pair\u0000', 'half \uFFFD pair'],
  ])('shows %j as it is', (text, shown) => {
    expect(described({ blocks: [{ kind: 'text', text }] })).toBe(shown);
  });

  it.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'https://user:pass@evil.example/',
    'no address',
    `https://a.example/${'x'.repeat(3000)}`,
  ])('keeps the text and drops the link %s', (link) => {
    const message: Message = {
      title: 'Title',
      titleLink: link,
      blocks: [{ kind: 'text', text: [{ text: 'headline', link }] }],
    };

    expect(described(message)).toBe('headline');
    expect(bodies(message)[0]?.embeds[0]).not.toHaveProperty('url');
  });

  it.each([
    ['https://bank.example/login', 'https:\\//bank.example/login ([evil.example](https://evil.example/))'],
    ['bank.example', 'bank.example ([evil.example](https://evil.example/))'],
    ['see www.bank.example now', 'see www.bank.example now ([evil.example](https://evil.example/))'],
  ])('shows where a link goes whose text names another site: %s', (text, shown) => {
    expect(described({ blocks: [{ kind: 'text', text: [{ text, link: 'https://evil.example/' }] }] })).toBe(
      shown,
    );
  });

  it('cannot end a link early with brackets in its text or address', () => {
    const span = { text: 'a](https://evil.example) [b', link: 'https://news.example/a)(b' };

    expect(described({ blocks: [{ kind: 'text', text: [span] }] })).toMatch(
      /\(\[news\.example\]\(https:\/\/news\.example\/a%29%28b\)\)$/u,
    );
  });

  it('cannot leave code', () => {
    expect(described({ blocks: [{ kind: 'text', text: [{ text: 'a` @everyone `b', code: true }] }] })).toBe(
      '`aˋ @everyone ˋb`',
    );
  });

  it('cannot start a line of a list or a heading of its own', () => {
    expect(described({ blocks: [{ kind: 'list', items: ['one\n# two', 'three'] }] })).toBe(
      '- one \\# two\n- three',
    );
  });

  it('cuts a title of 10,000 characters and never inside an escape', () => {
    const [body] = bodies({ title: '*'.repeat(10_000), blocks: [{ kind: 'text', text: 'x' }] });

    expect(body?.embeds[0]?.title).toMatch(/^(?:\\\*){100,127}…$/u);
  });

  it('leaves out what has nothing to see and still posts something', () => {
    const nothing = '\u200B\u2060\uFEFF\u00AD';

    const [body] = bodies({
      title: nothing,
      blocks: [
        { kind: 'heading', text: nothing },
        { kind: 'list', items: [nothing] },
      ],
    });

    expect(body).toMatchObject({ content: '…', embeds: [] });
  });

  it('never lets Discord ping anyone', () => {
    for (const body of bodies({ title: '@everyone', blocks: [{ kind: 'text', text: '<@1>' }] })) {
      expect(body.allowed_mentions).toEqual({ parse: [] });
    }
  });
});
