import { describe, expect, it } from 'vitest';
import { renderDiscord, renderDiscordOnce, TONE_COLOURS } from '../../../adapters/discord/render.ts';
import type { Message } from '../../../src/messages/message.ts';
import { objections } from '../../support/discord-server-checks.ts';
import { bodies, described } from './rendered.ts';

const ids = (commands: readonly string[]): unknown[] =>
  bodies({
    blocks: [
      { kind: 'text', text: 'x' },
      { kind: 'buttons', buttons: commands.map((command) => ({ label: 'b', command })) },
    ],
  })
    .flatMap(({ components }) => components.flatMap((row) => row.components))
    .map((each) => each.custom_id);

const item = (n: number): Message['blocks'] => [
  { kind: 'text', text: `Item ${n}` },
  { kind: 'buttons', buttons: [{ label: 'Yes', command: `/stories confirm ${n}` }] },
];

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
            '`▁▃█` 10 items in 3 hours, at most 8 an hour',
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
        { id: '0', filename: 'volume-1.png', description: '10 items in 3 hours, at most 8 an hour' },
      ],
    });
    expect(bodies(card)).toHaveLength(1);
  });
});

it('keeps the space between two styled words', () => {
  const text = [{ text: 'closed', bold: true }, '  ', { text: 'us-treasury', code: true }];

  expect(described({ blocks: [{ kind: 'text', text }] })).toBe('**closed** `us-treasury`');
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

describe('what Discord would show in another order', () => {
  it('is kept in order: fields before text become a line, fields after it columns', () => {
    const fields = [
      {
        label: 'Phase',
        value: ['breaking since ', { text: '08:00', time: new Date('2025-03-10T08:00:00Z') }],
      },
      { label: 'Items', value: '42' },
    ];

    const [before] = bodies({
      blocks: [
        { kind: 'fields', fields },
        { kind: 'text', text: 'News' },
      ],
    });
    const [after] = bodies({
      blocks: [
        { kind: 'text', text: 'News' },
        { kind: 'fields', fields },
      ],
    });

    expect(before?.embeds).toEqual([
      { description: '**Phase** breaking since <t:1741593600:R> · **Items** 42\n\nNews' },
    ]);
    expect(after?.embeds).toEqual([
      {
        description: 'News',
        fields: [
          { name: 'Phase', value: 'breaking since <t:1741593600:R>', inline: true },
          { name: 'Items', value: '42', inline: true },
        ],
      },
    ]);
  });

  it('is numbered where several texts have buttons of their own', () => {
    const [body] = bodies({ blocks: [...item(1), ...item(2)] });

    expect(body?.embeds[0]?.description).toBe('`1` Item 1\n\n`2` Item 2');
    expect(
      body?.components.map(({ components }) => components.map((each) => ('label' in each ? each.label : ''))),
    ).toEqual([['1 · Yes'], ['2 · Yes']]);
  });

  it('stays with its buttons when it needs a further message', () => {
    const pages = bodies({ blocks: [1, 2, 3, 4, 5, 6, 7].flatMap(item) });

    const texts = pages.map((page) => page.embeds[0]?.description?.match(/Item \d/gu)?.length);
    expect(texts).toEqual(pages.map((page) => page.components.length));
    expect(texts).toEqual([5, 2]);
  });
});
