import { expect, it, onTestFinished } from 'vitest';
import type { ChannelRef } from '../../src/commands/command.ts';
import type { Message } from '../../src/messages/message.ts';
import { say } from '../../src/messages/message.ts';
import type { Chat } from '../../src/ports/chat.ts';
import { DeliveryError } from '../../src/ports/chat.ts';

/** A message as people in the channel see it. */
export interface SeenMessage {
  readonly id: string;
  /** All text a reader sees, in order; how it is laid out is the platform's own business. */
  readonly text: string;
  readonly threadOf?: string | undefined;
}

export interface OpenChat {
  readonly chat: Chat;
  readonly channel: ChannelRef;
  /** What stands in the channel and its threads now, oldest first. */
  readonly seen: () => Promise<readonly SeenMessage[]>;
  readonly close: () => Promise<void>;
}

/** A chat whose far end is another machine, and so can refuse. */
export interface OpenRemoteChat extends OpenChat {
  /** Makes the far end treat the next post in this way, once. */
  readonly nextPost: (fault: Fault) => void;
  /** A channel the far end does not know. */
  readonly nowhere: ChannelRef;
}

export type Fault =
  | { readonly kind: 'rate-limit'; readonly retryAfterMs: number }
  | { readonly kind: 'server-error' }
  | { readonly kind: 'connection-reset' };

/** As long as a delivery's id gets. */
const nonce = (n: number): string => `delivery-${n}`.padEnd(25, '0');

const HOSTILE: readonly (readonly [what: string, text: string])[] = [
  ['names of everyone', '@everyone and @here'],
  ['Slack mentions', '<!channel> <!here|here> <@U1> <#C1>'],
  ['Discord mentions', '<@1234> <@&5678> <@!9> </story:1>'],
  ['a mention behind an override', '@\u202Eeveryone'],
  ['a mention behind a zero-width space', '@\u200Beveryone'],
  ['links that lie', '[safe](javascript:alert(1)) <javascript:alert(1)|safe>'],
  ['markup', '*bold* _it_ ~gone~ `code` ```block``` **b** __u__ ||hidden|| > quote # head'],
  ['right-to-left overrides', '\u202Egnp.exe \u2066\u2067'],
  ['links whose words are another address', '[https://bank.example](https://evil.example)'],
  ['Discord times and commands', '<t:0:R> </storywatch:1> <:x:1> <a:x:1>'],
  ['backticks', '``` ` `` code ``` `'],
  ['right-to-left words', '\u05E9\u05DC\u05D5\u05DD \u0645\u0631\u062D\u0628\u0627 (\u200F!)'],
  ['fillers and tag letters', '\u3164\u115F\u{E0041}\u{E0042}'],
  ['more emoji than words', '😀'.repeat(2_000)],
  ['nothing visible', '\u200B\u200B\u2060\uFEFF'],
  ['10,000 characters', 'x'.repeat(10_000)],
];

/** What every chat does, wherever its messages go. */
export function chatContract(open: () => Promise<OpenChat>): void {
  const opened = async (): Promise<OpenChat> => {
    const at = await open();
    onTestFinished(() => at.close());
    return at;
  };

  it('posts a message and returns its id', async () => {
    const { chat, channel, seen } = await opened();

    const id = await chat.post(channel, say('Treasury: breach confirmed'), { nonce: nonce(1) });

    expect(await seen()).toEqual([
      expect.objectContaining({ id, text: expect.stringContaining('Treasury: breach confirmed') }),
    ]);
  });

  it('shows title, heading, fields, list, volume and note', async () => {
    const { chat, channel, seen } = await opened();

    await chat.post(channel, everyBlock(), { nonce: nonce(1) });

    const text = (await seen()).map((each) => each.text).join('\n');
    for (const part of [
      'US Treasury',
      'Latest',
      'Phase',
      'breaking',
      'first point',
      'second point',
      'Asked by Ada',
    ])
      expect(text).toContain(part);
  });

  it('replaces what a message says', async () => {
    const { chat, channel, seen } = await opened();
    const id = await chat.post(channel, say('three sources'), { nonce: nonce(1) });

    await chat.edit(channel, id, say('four sources'));

    const [message, ...others] = await seen();
    expect(others).toEqual([]);
    expect(message).toMatchObject({ id, text: expect.stringContaining('four sources') });
    expect(message?.text).not.toContain('three sources');
  });

  it('posts once when the same delivery is posted again', async () => {
    const { chat, channel, seen } = await opened();

    const first = await chat.post(channel, say('once'), { nonce: nonce(1) });
    const second = await chat.post(channel, say('once'), { nonce: nonce(1) });

    expect(second).toBe(first);
    expect(await seen()).toHaveLength(1);
  });

  it('reaches its channel, and posts nothing to find that out', async () => {
    const { chat, channel, seen } = await opened();

    expect(await chat.reaches(channel)).toBe(true);
    expect(await seen()).toEqual([]);
  });

  it('posts the same text twice for two deliveries, in order', async () => {
    const { chat, channel, seen } = await opened();

    const first = await chat.post(channel, say('twice'), { nonce: nonce(1) });
    const second = await chat.post(channel, say('twice'), { nonce: nonce(2) });

    expect((await seen()).map(({ id }) => id)).toEqual([first, second]);
  });

  it.each(HOSTILE)('delivers feed text with %s and without a refusal', async (_what, text) => {
    const { chat, channel, seen } = await opened();

    await chat.post(channel, hostile(text), { nonce: nonce(1) });

    const all = (await seen()).map((each) => each.text).join('\n');
    expect(all).toContain('still here');
    expect(all).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/u);
  });
}

const refusal = async (post: Promise<string>): Promise<unknown> =>
  post.then(
    (id) => new Error(`posted as ${id}`),
    (error: unknown) => error,
  );

/** What every chat on another machine does besides `chatContract`. */
export function remoteChatContract(open: () => Promise<OpenRemoteChat>): void {
  const opened = async (): Promise<OpenRemoteChat> => {
    const at = await open();
    onTestFinished(() => at.close());
    return at;
  };
  it('answers in the thread of a message', async () => {
    const { chat, channel, seen } = await opened();
    const parent = await chat.post(channel, say('the story'), { nonce: nonce(1) });

    await chat.post(channel, say('an update'), { nonce: nonce(2), threadOf: parent });

    const update = (await seen()).find(({ text }) => text.includes('an update'));
    expect(update?.threadOf).toBe(parent);
  });

  it('says permanent when the channel is gone', async () => {
    const { chat, nowhere, seen } = await opened();

    const error = await refusal(chat.post(nowhere, say('anyone?'), { nonce: nonce(1) }));

    expect(error).toBeInstanceOf(DeliveryError);
    expect(error).toMatchObject({ permanent: true });
    expect(await seen()).toEqual([]);
  });

  it('does not reach a channel that is gone', async () => {
    const { chat, nowhere } = await opened();

    expect(await chat.reaches(nowhere)).toBe(false);
  });

  it('hands on how long the platform wants to be left alone', async () => {
    const { chat, channel, nextPost } = await opened();
    nextPost({ kind: 'rate-limit', retryAfterMs: 2_000 });

    const error = await refusal(chat.post(channel, say('too fast'), { nonce: nonce(1) }));

    expect(error).toBeInstanceOf(DeliveryError);
    expect(error).toMatchObject({ permanent: false });
    expect(error instanceof DeliveryError && error.retryAfterMs).toBeGreaterThan(1_000);
    expect(error instanceof DeliveryError && error.retryAfterMs).toBeLessThanOrEqual(3_000);
  });

  it.each(['server-error', 'connection-reset'] as const)('can be tried again after a %s', async (kind) => {
    const { chat, channel, seen, nextPost } = await opened();
    nextPost({ kind });

    const error = await refusal(chat.post(channel, say('in the end'), { nonce: nonce(1) }));
    await chat.post(channel, say('in the end'), { nonce: nonce(1) });

    expect(error).toBeInstanceOf(DeliveryError);
    expect(error).toMatchObject({ permanent: false });
    expect(await seen()).toHaveLength(1);
  });
}

function everyBlock(): Message {
  return {
    title: 'US Treasury',
    titleLink: 'https://storywatch.example/stories/us-treasury',
    tone: 'breaking',
    blocks: [
      {
        kind: 'text',
        text: ['A ', { text: 'bold', bold: true }, { text: ' claim', link: 'https://news.example/1' }],
      },
      { kind: 'fields', fields: [{ label: 'Phase', value: 'breaking' }] },
      { kind: 'heading', text: 'Latest' },
      { kind: 'list', items: ['first point', [{ text: 'second point', italic: true }]] },
      {
        kind: 'volume',
        volume: { counts: [0, 1, 5, 3], stepMs: 3_600_000, endsAt: new Date('2025-03-10T12:00:00Z') },
      },
      {
        kind: 'note',
        text: ['Asked by Ada, ', { text: '10 March', time: new Date('2025-03-10T12:00:00Z') }],
      },
      {
        kind: 'buttons',
        buttons: [{ label: 'Follow', command: '/stories follow us-treasury', style: 'primary' }],
      },
      { kind: 'menu', placeholder: 'Which?', choices: [{ label: 'One', command: '/story one' }] },
    ],
  };
}

/** The text in every place that takes feed text. */
function hostile(text: string): Message {
  return {
    title: text,
    titleLink: 'javascript:alert(1)',
    blocks: [
      { kind: 'heading', text },
      { kind: 'text', text },
      { kind: 'text', text: [{ text, bold: true, link: `https://news.example/?q=${text.slice(0, 200)}` }] },
      { kind: 'list', items: [text, [{ text, code: true }]] },
      { kind: 'fields', fields: [{ label: text, value: text }] },
      { kind: 'note', text: [{ text, link: 'javascript:alert(1)' }] },
      { kind: 'buttons', buttons: [{ label: text, command: '/story one' }] },
      { kind: 'menu', placeholder: text, choices: [{ label: text, command: '/story one' }] },
      { kind: 'text', text: 'still here' },
    ],
  };
}
