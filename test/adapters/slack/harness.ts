import { Writable } from 'node:stream';
import { pino } from 'pino';
import { onTestFinished, vi } from 'vitest';
import { createSlackChat, type SlackChat, type SlackOptions } from '../../../adapters/slack/app.ts';
import type { Action, Command, Complete, Invocation, Reply } from '../../../src/commands/command.ts';
import { createCommandDesk } from '../../../src/commands/desk.ts';
import type { Log } from '../../../src/log.ts';
import { say } from '../../../src/messages/message.ts';
import { readable } from '../../support/slack-blocks.ts';
import { openSlackServer, type SlackServer } from '../../support/slack-server.ts';
import { PATIENCE_MS } from '../../support/waiting.ts';

export interface Bot {
  readonly server: SlackServer;
  readonly slack: SlackChat;
  /** What the commands were called with, oldest first. */
  readonly ran: Invocation[];
  readonly logged: { readonly level: number; readonly msg: string; readonly [field: string]: unknown }[];
  /** The n-th answer through a response_url, waited for. */
  readonly answer: (n: number) => Promise<{ readonly text: string; readonly body: Record<string, unknown> }>;
}

const STORIES = [
  { label: 'US Treasury breach', value: 'us-treasury-breach' },
  { label: 'X outage', value: 'x-outage' },
];

const complete: Complete = async (_type, typed, limit) =>
  STORIES.filter(({ label }) => label.toLowerCase().includes(typed.toLowerCase())).slice(0, limit);

/** A bot on a local Slack, with commands of every kind that Slack has to carry. */
export async function openBot(
  options: Partial<SlackOptions> & { readonly complete?: Complete; readonly held?: Promise<unknown> } = {},
  prepare: (server: SlackServer) => void = () => undefined,
): Promise<Bot> {
  const server = await openSlackServer();
  prepare(server);
  const ran: Invocation[] = [];
  const logged: Bot['logged'] = [];
  const log = memoryLog(logged);
  const desk = createCommandDesk({
    commands: testCommands(ran, options.held),
    complete: options.complete ?? complete,
    clock: () => new Date('2025-03-10T12:00:00Z'),
    log,
  });
  const slack = createSlackChat({
    botToken: server.botToken,
    appToken: server.appToken,
    apiUrl: server.apiUrl,
    desk,
    log,
    allowedSpaces: [],
    admins: ['UADMIN'],
    ...options,
  });
  onTestFinished(async () => {
    await slack.stop();
    await server.close();
  });
  await slack.start();
  const answer: Bot['answer'] = async (n) => {
    const found = await vi.waitUntil(() => server.answers[n], { timeout: PATIENCE_MS, interval: 5 });
    return { text: readable(found.body.blocks), body: found.body };
  };
  return { server, slack, ran, logged, answer };
}

export function memoryLog(lines: Bot['logged']): Log {
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(JSON.parse(chunk.toString('utf8')) as Bot['logged'][number]);
      done();
    },
  });
  return pino({ level: 'info' }, stream);
}

const user = (message: Reply['message']): Reply => ({ message, visibleTo: 'user' });

function testCommands(ran: Invocation[], held: Promise<unknown> | undefined): Command[] {
  const action = (
    name: string,
    options: Action['options'],
    reply: (given: Invocation) => Reply,
    permission: Action['permission'] = 'anyone',
  ): Action => ({
    name,
    summary: `Does ${name || 'the one thing'}`,
    permission,
    options,
    async run(given) {
      await held;
      ran.push(given);
      return reply(given);
    },
  });
  const text = { summary: 'What to say', type: 'text', required: true } as const;
  const story = { name: 'story', summary: 'Which story', type: 'story', required: true } as const;
  return [
    {
      name: 'story',
      summary: 'Shows a story',
      actions: [action('', [{ ...story, rest: true }], (given) => user(card(given)))],
    },
    {
      name: 'stories',
      summary: 'Stories',
      actions: [
        action('follow', [story], ({ options }) => user(say(`Following ${options.story}`))),
        action('announce', [{ ...text, name: 'text', rest: true }], ({ options }) => ({
          message: say(options.text ?? ''),
          visibleTo: 'channel',
        })),
        action(
          'timeline',
          [story, { name: 'page', summary: 'Page', type: 'integer', required: false }],
          pageOf,
        ),
        action('move', [{ ...text, name: 'item' }, story], ({ options }) =>
          user(say(`${options.item} -> ${options.story}`)),
        ),
        action('rename', [story, { ...text, name: 'title', rest: true, maxLength: 80 }], ({ options }) =>
          user(say(`${options.story} is now "${options.title}"`)),
        ),
        action('close', [story], ({ options }) => user(say(`Closed ${options.story}`)), 'admin'),
        action('add', [story, { ...text, name: 'url' }], ({ options }) =>
          user(say(`${options.url} in ${options.story}`)),
        ),
        action('break', [], () => {
          throw new Error('a bug');
        }),
        action('volume', [], () =>
          user({
            blocks: [
              {
                kind: 'volume',
                volume: { counts: [1, 2, 3], stepMs: 3_600_000, endsAt: new Date('2025-03-10T12:00:00Z') },
              },
            ],
          }),
        ),
        action('long', [], () =>
          user({ blocks: Array.from({ length: 400 }, () => ({ kind: 'text', text: 'x'.repeat(900) })) }),
        ),
      ],
    },
  ];
}

const card = ({ options }: Invocation): Reply['message'] => ({
  title: `Story ${options.story}`,
  tone: 'breaking',
  blocks: [
    { kind: 'text', text: 'What happened' },
    {
      kind: 'buttons',
      buttons: [
        { label: 'Follow', command: '/stories follow us-treasury-breach' },
        { label: 'Timeline', command: '/stories timeline us-treasury-breach' },
        { label: 'Move', command: '/stories move 42 …' },
        { label: 'Rename', command: '/stories rename us-treasury-breach …' },
        { label: 'Announce', command: '/stories announce hello' },
      ],
    },
    {
      kind: 'menu',
      placeholder: 'Which one?',
      choices: [
        { label: 'US Treasury breach', command: '/story us-treasury-breach' },
        { label: 'X outage', command: '/story x-outage' },
      ],
    },
  ],
});

const pageOf = ({ options }: Invocation): Reply => ({
  visibleTo: 'user',
  message: {
    title: `Page ${options.page ?? '1'}`,
    blocks: [
      {
        kind: 'buttons',
        buttons: [{ label: 'Older', command: `/stories timeline ${options.story} page:2` }],
      },
    ],
  },
});
