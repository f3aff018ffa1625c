import { describe, expect, it } from 'vitest';
import { renderDiscord, renderDiscordOnce, TONE_COLOURS } from '../../../adapters/discord/render.ts';
import type { Message } from '../../../src/messages/message.ts';
import { objections } from '../../support/discord-server-checks.ts';

/** Renders and lets the checks of the pretend Discord look at every payload. */
function bodies(message: Message): ReturnType<typeof renderDiscord>[number]['body'][] {
  const payloads = renderDiscord(message);
  const found = payloads.flatMap(({ body, files }) =>
    objections(
      'post',
      body,
      files.map(({ name }) => name),
    ),
  );
  expect(found).toEqual([]);
  return payloads.map(({ body }) => body);
}

const described = (message: Message): string =>
  bodies(message)
    .flatMap(({ embeds }) => embeds.map(({ description }) => description ?? ''))
    .join('\n');

const ids = (commands: readonly string[]): unknown[] =>
  bodies({
    blocks: [
      { kind: 'text', text: 'x' },
      { kind: 'buttons', buttons: commands.map((command) => ({ label: 'b', command })) },
    ],
  })
    .flatMap(({ components }) => components.flatMap((row) => row.components))
    .map((each) => each.custom_id);

describe('a whole message', () => {
  it('becomes embeds in its order, with a picture, buttons and a menu below', () => {
    const card: Message = {
      title: 'US Treasury breach',
      titleLink: 'https://storywatch.example/stories/us-treasury',
      tone: 'breaking',
      blocks: [
        {
          kind: 'text',
          text: [
            { text: 'Breaking', bold: true },
            ' since ',
            { text: '08:00', time: new Date('2025-03-10T08:00:00Z') },
          ],
        },
        { kind: 'heading', text: 'Latest' },
        {
          kind: 'list',
          items: [
            [{ text: 'Letter to the Senate', link: 'https://news.example/letter' }, ' (Reuters, +4 more)'],
            'Second',
          ],
        },
        {
          kind: 'volume',
          volume: { counts: [0, 2, 8], stepMs: 3_600_000, endsAt: new Date('2025-03-10T12:00:00Z') },
        },
        { kind: 'note', text: 'Asked by Ada' },
        { kind: 'fields', fields: [{ label: 'Items', value: '42' }] },
        {
          kind: 'buttons',
          buttons: [{ label: 'Follow', command: '/stories follow us-treasury', style: 'primary' }],
        },
        {
          kind: 'menu',
          placeholder: 'Correct…',
          choices: [{ label: 'Wrong story', command: '/stories reject 7' }],
        },
      ],
    };

    const [payload] = renderDiscord(card);

    expect(payload?.body).toEqual({
      content: '',
      embeds: [
        {
          title: 'US Treasury breach',
          url: 'https://storywatch.example/stories/us-treasury',
          color: TONE_COLOURS.breaking,
          description: [
            '**Breaking** since <t:1741593600:R>',
            '',
            '**Latest**',
            '- [Letter to the Senate](https://news.example/letter) (Reuters, +4 more)',
            '- Second',
            '`▁▃█` 10 items over 3 h, at most 8 per hour',
            '-# Asked by Ada',
          ].join('\n'),
          image: { url: 'attachment://volume-1.png' },
        },
        { color: TONE_COLOURS.breaking, fields: [{ name: 'Items', value: '42', inline: true }] },
      ],
      components: [
        {
          type: 1,
          components: [{ type: 2, style: 1, label: 'Follow', custom_id: '/stories follow us-treasury' }],
        },
        {
          type: 1,
          components: [
            {
              type: 3,
              custom_id: 'menu-1',
              placeholder: 'Correct…',
              options: [{ label: 'Wrong story', value: '/stories reject 7' }],
            },
          ],
        },
      ],
      allowed_mentions: { parse: [] },
      attachments: [
        { id: '0', filename: 'volume-1.png', description: '10 items over 3 h, at most 8 per hour' },
      ],
    });
    expect(bodies(card)).toHaveLength(1);
  });
});

describe('hostile text', () => {
  it.each([
    ['@everyone', '\\@everyone'],
    ['@\u202Eeveryone', '\\@everyone'],
    ['@\u200Beve\u2060ry\u00ADone', '\\@everyone'],
    ['<@1> <@&1> <#1>', '\\<\\@1\\> \\<\\@&1\\> \\<\\#1\\>'],
    ['<t:1:R> </story:1> <:x:1>', '\\<t:1:R\\> \\</story:1\\> \\<:x:1\\>'],
    ['[safe](https://evil.example)', '\\[safe\\](https:\\//evil.example)'],
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

describe('limits', () => {
  const paragraph = 'word '.repeat(300).trim();
  const story = (n: number): Message['blocks'] => [
    { kind: 'heading', text: `Story ${n}` },
    { kind: 'list', items: [`${n} ${paragraph}`, paragraph] },
  ];

  it('parts a long digest between stories', () => {
    const pages = bodies({ title: 'Digest', tone: 'calm', blocks: [1, 2, 3, 4, 5].flatMap(story) });

    const headings = pages.map(
      (page) => JSON.stringify(page.embeds).match(/\*\*Story \d\*\*/gu)?.length ?? 0,
    );
    const items = pages.map((page) => JSON.stringify(page.embeds).match(/- (?:\d )?word/gu)?.length ?? 0);
    expect(pages.length).toBeGreaterThan(1);
    expect(headings.reduce((a, b) => a + b)).toBe(5);
    expect(items).toEqual(headings.map((each) => each * 2));
  });

  it('parts a text that is longer than a message between words, losing none', () => {
    const text = Array.from({ length: 4000 }, (_each, n) => `w${n}`).join(' ');

    const pages = bodies({ blocks: [{ kind: 'text', text }] });

    const words = pages.flatMap((page) =>
      page.embeds.flatMap(({ description }) => description?.split(/\s+/u) ?? []),
    );
    expect(words).toEqual(text.split(' '));
  });

  it('puts more than 25 fields into a second embed', () => {
    const fields = Array.from({ length: 60 }, (_each, n) => ({ label: `Field ${n}`, value: String(n) }));

    const [body] = bodies({ blocks: [{ kind: 'fields', fields }] });

    expect(body?.embeds.map((embed) => embed.fields?.length)).toEqual([25, 25, 10]);
  });

  it('cuts a long field and fills an empty one', () => {
    const fields = [
      { label: 'n'.repeat(400), value: 'v '.repeat(1000) },
      { label: '', value: '' },
    ];

    const [body] = bodies({ blocks: [{ kind: 'fields', fields }] });

    expect(body?.embeds[0]?.fields?.[1]).toMatchObject({ name: '–', value: '–' });
  });

  it('holds with everything too long at once', () => {
    const long = 'x_'.repeat(5000);
    const blocks = Array.from({ length: 12 }, (): Message['blocks'] => [
      { kind: 'heading', text: long },
      { kind: 'text', text: [{ text: long, link: 'https://news.example', bold: true, italic: true }] },
      { kind: 'list', items: Array.from({ length: 8 }, () => long) },
      { kind: 'fields', fields: Array.from({ length: 7 }, () => ({ label: long, value: long })) },
      { kind: 'note', text: long },
      {
        kind: 'volume',
        volume: { counts: Array.from({ length: 500 }, (_each, n) => n), stepMs: 60_000, endsAt: new Date(0) },
      },
      {
        kind: 'buttons',
        buttons: Array.from({ length: 7 }, (_each, n) => ({ label: long, command: `/story ${n} ${long}` })),
      },
      {
        kind: 'menu',
        placeholder: long,
        choices: Array.from({ length: 40 }, (_each, n) => ({ label: long, command: `/s ${n} ${long}` })),
      },
    ]).flat();

    expect(bodies({ title: long, blocks }).length).toBeGreaterThan(10);
  });

  it('shows in one payload what is edited in place, buttons kept', () => {
    const message: Message = {
      title: 'Story',
      blocks: [
        ...[1, 2, 3, 4, 5].flatMap(story),
        { kind: 'buttons', buttons: [{ label: 'Follow', command: '/stories follow x' }] },
      ],
    };

    const { body, files } = renderDiscordOnce(message);

    expect(
      objections(
        'edit',
        body,
        files.map(({ name }) => name),
      ),
    ).toEqual([]);
    expect(JSON.stringify(body.components)).toContain('/stories follow x');
  });
});

describe('buttons', () => {
  it('carry their command line as it is', () => {
    expect(ids(['/stories follow us-treasury'])).toEqual(['/stories follow us-treasury']);
  });

  it('carry a longer line cut between words, with its quotes closed and its … kept', () => {
    const [cut, asking] = ids([
      `/stories create "${'long title '.repeat(12)}"`,
      `/stories create ${'long title '.repeat(12)}…`,
    ]);

    expect(cut).toMatch(/^\/stories create "(?:long|title| )+"$/u);
    expect(asking).toMatch(/^\/stories create (?:long|title| )+…$/u);
  });

  it('appear once when two say the same', () => {
    expect(ids(['/story a', '/story a', '/story b'])).toEqual(['/story a', '/story b']);
  });

  it('move to a further message after five rows', () => {
    const commands = Array.from({ length: 27 }, (_each, n) => `/story ${n}`);

    expect(ids(commands)).toEqual(commands);
  });
});
