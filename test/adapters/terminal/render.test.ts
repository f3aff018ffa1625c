import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { renderTerminal } from '../../../adapters/terminal/render.ts';
import type { Block, Message, RichText } from '../../../src/messages/message.ts';
import { say } from '../../../src/messages/message.ts';

const at = (text: string): Date => new Date(text);
const NOW = at('2025-01-02T09:00:00Z');
const PLAIN = { width: 80, colours: false, now: NOW, timeZone: 'UTC' } as const;
const COLOURED = { ...PLAIN, colours: true } as const;

const DAY_MS = 24 * 60 * 60_000;

const CARD: Message = {
  title: 'US Treasury breach',
  titleLink: 'https://watch.example/stories/us-treasury-breach',
  tone: 'breaking',
  blocks: [
    {
      kind: 'text',
      text: [
        'Breaking since ',
        { text: 'Monday', time: at('2024-12-30T20:00:00Z') },
        '. A letter to Congress says that a stolen key of a vendor opened workstations and unclassified files.',
      ],
    },
    {
      kind: 'fields',
      fields: [
        { label: 'Phase', value: 'breaking' },
        {
          label: 'Last change',
          value: [{ text: 'today', time: at('2025-01-02T08:15:00Z') }, ' by Example Courier'],
        },
        {
          label: 'Sources',
          value: 'Example Courier, Daily Sample, Beispielzeitung, Le Quotidien Exemple, 見本新聞',
        },
      ],
    },
    { kind: 'volume', volume: { counts: [0, 0, 1, 3, 9, 4, 2], stepMs: DAY_MS, endsAt: NOW } },
    { kind: 'heading', text: 'Newest updates' },
    {
      kind: 'list',
      items: [
        [
          { text: 'A vendor key opened Treasury workstations', link: 'https://courier.example/key' },
          ' · Courier, ',
          { text: '', time: at('2025-01-02T08:15:00Z') },
          ' (+3 near-copies)',
        ],
        '米財務省の端末に不正アクセス、外部業者の鍵が盗まれたと議会に報告。中国政府が関与した疑いがあると同省は説明した。',
      ],
    },
    {
      kind: 'buttons',
      buttons: [
        { label: 'Follow', command: '/stories follow us-treasury-breach' },
        { label: 'Timeline', command: '/stories timeline us-treasury-breach' },
      ],
    },
    { kind: 'note', text: 'Near-copies are folded into one line.' },
  ],
};

const DIGEST: Message = {
  title: 'Digest for #terminal',
  tone: 'calm',
  blocks: [
    { kind: 'text', text: '2 stories moved since yesterday, 09:00.' },
    { kind: 'heading', text: 'X outage, 10 March 2025 (developing)' },
    {
      kind: 'list',
      items: [
        [
          { text: 'Third wave of errors reported from Europe', link: 'https://sample.example/x' },
          ' · Daily Sample',
        ],
        'No cause confirmed yet',
      ],
    },
    { kind: 'heading', text: 'US Treasury breach (sustained)' },
    { kind: 'list', items: ['Nothing but near-copies (6)'] },
    { kind: 'note', text: ['Change it with ', { text: '/digest schedule', code: true }] },
  ],
};

const every = (text: string): Message => ({
  title: text,
  tone: 'developing',
  blocks: [
    { kind: 'heading', text },
    { kind: 'text', text: [text, { text, bold: true, link: 'https://news.example/story' }] },
    { kind: 'list', items: [text, [{ text, code: true, italic: true }]] },
    { kind: 'fields', fields: [{ label: text, value: text }] },
    { kind: 'volume', volume: { counts: Array.from({ length: 500 }, (_, i) => i), stepMs: 1, endsAt: NOW } },
    { kind: 'buttons', buttons: [{ label: text, command: `/story ${text}` }] },
    { kind: 'menu', placeholder: text, choices: [{ label: text, command: '/story one' }] },
    { kind: 'note', text },
  ],
});

/** Colour and OSC 8 sequences of our own. */
const withoutStyle = (shown: string): string =>
  // oxlint-disable-next-line no-control-regex
  shown.replace(/\u001B\[\d+m|\u001B\]8;;https?:[^\u001B]*\u001B\\|\u001B\]8;;\u001B\\/gu, '');

const shownText = (text: RichText): string => renderTerminal(say(text), PLAIN);

const time = (iso: string, timeZone: string): string =>
  renderTerminal(say([{ text: '', time: at(iso) }]), { ...PLAIN, timeZone }).trim();

describe('a message on the terminal', () => {
  it('shows a card', () => {
    expect(renderTerminal(CARD, PLAIN)).toBe(`\
◆ US Treasury breach (https://watch.example/stories/us-treasury-breach)
  Breaking since 30 Dec 2024 20:00. A letter to Congress says that a stolen key
  of a vendor opened workstations and unclassified files.

  Phase        breaking
  Last change  08:15 by Example Courier
  Sources      Example Courier, Daily Sample, Beispielzeitung, Le Quotidien
               Exemple, 見本新聞
  ▁▁▂▃█▄▃  19 items in 7 days, at most 9 a day

  Newest updates
  • A vendor key opened Treasury workstations (https://courier.example/key) ·
    Courier, 08:15 (+3 near-copies)
  • 米財務省の端末に不正アクセス、外部業者の鍵が盗まれたと議会に報告。中国政府が
    関与した疑いがあると同省は説明した。

  → Follow: /stories follow us-treasury-breach
  → Timeline: /stories timeline us-treasury-breach
  Near-copies are folded into one line.
`);
  });

  it('shows a digest', () => {
    expect(renderTerminal(DIGEST, PLAIN)).toBe(`\
○ Digest for #terminal
  2 stories moved since yesterday, 09:00.

  X outage, 10 March 2025 (developing)
  • Third wave of errors reported from Europe (https://sample.example/x) · Daily
    Sample
  • No cause confirmed yet

  US Treasury breach (sustained)
  • Nothing but near-copies (6)

  Change it with /digest schedule
`);
  });

  it('marks a warning without a title on its first line', () => {
    expect(renderTerminal(say('There is no command /nope.', 'warning'), PLAIN)).toBe(
      '! There is no command /nope.\n',
    );
  });

  it('says the same with colours as without', () => {
    const message = {
      ...CARD,
      titleLink: undefined,
      blocks: CARD.blocks.filter(({ kind }) => kind !== 'list'),
    };

    const coloured = renderTerminal(message, COLOURED);

    expect(coloured).toContain('\u001B[1mNewest updates');
    expect(withoutStyle(coloured)).toBe(renderTerminal(message, PLAIN));
  });

  it('makes links clickable only where colours are on too', () => {
    const link: RichText = [{ text: 'the letter', link: 'https://a.example/1' }];

    const clickable = renderTerminal(say(link), { ...COLOURED, hyperlinks: true });
    const plain = renderTerminal(say(link), { ...PLAIN, hyperlinks: true });

    expect(clickable).toBe('  \u001B]8;;https://a.example/1\u001B\\the letter\u001B]8;;\u001B\\\n');
    expect(plain).toBe('  the letter (https://a.example/1)\n');
  });

  it('prints an address once when it is its own text', () => {
    expect(shownText([{ text: 'https://a.example/1', link: 'https://a.example/1' }])).toBe(
      '  https://a.example/1\n',
    );
  });

  it.each(['javascript:alert(1)', 'file:///etc/passwd', 'not an address'])(
    'keeps the text of a link to %s and drops the link',
    (link) => {
      expect(shownText([{ text: 'read this', link }])).toBe('  read this\n');
    },
  );

  it('shows a time in the zone that was asked for, with as much of a date as is needed', () => {
    expect(time('2025-01-02T08:15:00Z', 'UTC')).toBe('08:15');
    expect(time('2025-01-01T23:30:00Z', 'UTC')).toBe('1 Jan 23:30');
    expect(time('2025-01-01T23:30:00Z', 'Asia/Tokyo')).toBe('08:30');
    expect(time('2024-09-30T12:00:00Z', 'UTC')).toBe('30 Sep 2024 12:00');
  });

  it('says until when the volume ran for a story of the past', () => {
    const volume: Block = {
      kind: 'volume',
      volume: { counts: [1, 4], stepMs: DAY_MS, endsAt: at('2024-12-20T00:00:00Z') },
    };

    expect(renderTerminal({ blocks: [volume] }, PLAIN)).toContain('5 items in 2 days to 20 Dec 2024 00:00');
  });

  it('keeps the lines of a text that has several', () => {
    expect(shownText(['one\ntwo', { text: '\nthree', bold: true }])).toBe('  one\n  two\n  three\n');
  });
});

const LONG_TEXTS = {
  prose: 'The council heard that the outage began at dawn and spread from one region to the next. '.repeat(5),
  'one long word': 'Donaudampfschifffahrtsgesellschaft'.repeat(9),
  Chinese: '财政部表示攻击者通过供应商的密钥进入了工作站并读取了非机密文件。'.repeat(6),
  emoji: '👩‍👩‍👧‍👦🔥❤️🇫🇷👍🏽'.repeat(30),
  'wide beside narrow': 'a財b務c省'.repeat(40),
  combining: 'e\u0301a\u0308'.repeat(80),
} as const;

describe.each([30, 45, 80, 100])('at %d columns', (width) => {
  it.each(Object.entries(LONG_TEXTS))('no line of %s is longer', (_name, text) => {
    const shown = renderTerminal(every(text), { ...COLOURED, width, hyperlinks: true });

    const widths = shown.split('\n').map((line) => stringWidth(withoutStyle(line)));
    expect(Math.max(...widths)).toBeLessThanOrEqual(width);
    expect(Math.max(...widths)).toBeGreaterThan(width - 4);
  });

  it('only an address goes over, and stays whole', () => {
    const address = `https://news.example/${'path/'.repeat(30)}`;

    const lines = renderTerminal(say(['Read ', { text: 'all of it', link: address }, ' now']), {
      ...PLAIN,
      width,
    }).split('\n');

    expect(lines.filter((line) => line.length > width)).toEqual([expect.stringContaining(address)]);
  });
});

describe('text from feeds', () => {
  const HOSTILE = [
    ['colour', '\u001B[31mred\u001B[0m'],
    ['clear screen', '\u001B[2J\u001B[H'],
    ['window title', '\u001B]0;owned\u0007'],
    ['hyperlink', '\u001B]8;;https://evil.example\u001B\\click\u001B]8;;\u001B\\'],
    ['clipboard', '\u001B]52;c;ZXZpbA==\u0007'],
    ['unfinished sequence', '\u001B]0;never ends'],
    ['device control', '\u001BP1$r0m\u001B\\'],
    ['8-bit control', '\u009B31m\u009D0;x\u009C'],
    ['backspaces', 'safe\b\b\b\bevil'],
    ['carriage return', 'safe\revil'],
    ['null and bell', '\u0000\u0007'],
    ['right-to-left override', '\u202Egnp.exe\u202C'],
    ['isolates and marks', '\u2066a\u2069\u200E\u200F\u061C'],
    ['zero-width spaces', 'tre\u200Ba\u2060su\uFEFFry\u00AD'],
    ['stray joiners', 'ad\u200Dmi\u200Cn'],
    ['tag characters', 'x\u{E0041}\u{E007F}'],
    ['fillers', 'a\u3164\u115F\uFFA0b'],
    ['half a surrogate pair', 'x\uD800y'],
  ] as const;

  it.each(HOSTILE)('cannot print %s, wherever it stands', (_name, text) => {
    const shown = withoutStyle(renderTerminal(every(text), { ...COLOURED, hyperlinks: true }));

    // oxlint-disable-next-line no-control-regex
    expect(shown).not.toMatch(/(?!\n)\p{Cc}|\p{Cs}|\p{Default_Ignorable_Code_Point}/u);
  });

  it('cannot put anything into an address', () => {
    const link = 'https://a.example/\u001B]0;x\u0007\u202E?q=\u009Bm';

    const shown = withoutStyle(
      renderTerminal(say([{ text: 'go', link }]), { ...COLOURED, hyperlinks: true }),
    );

    expect(shown).toBe('  go\n');
  });

  it('keeps what scripts and emoji need', () => {
    const text = 'می‌خواهم क्‍ष 👩‍👩‍👧 ❤️ naïve नमस्ते';

    expect(shownText(text)).toBe(`  ${text}\n`);
  });

  it('cannot pile marks over the lines above', () => {
    expect(shownText(`a${'\u0301'.repeat(50)}b`)).toBe(`  a${'\u0301'.repeat(4)}b\n`);
  });
});
