import { IANAZone } from 'luxon';
import type { Channel, ChannelSettings } from '../digests/channel.ts';
import type { Field } from '../messages/message.ts';
import { UserError, type Action, type Invocation, type Option, type Reply } from './command.ts';
import { change, done, toUser, type CommandDeps } from './deps.ts';

const MAX_WORDS = 30;

const optional = (name: string, summary: string): Option => ({
  name,
  summary,
  type: 'text',
  required: false,
  maxLength: 300,
});

const choice = (name: string, summary: string, choices: readonly string[]): Option => ({
  name,
  summary,
  type: 'choice',
  choices,
  required: false,
});

/** Settings of the channel in which the command is given; without options it shows them. */
export function channelAction(deps: CommandDeps): Action {
  return {
    name: 'channel',
    summary: 'How this channel hears of its stories: threads, quiet hours, muted sources, words',
    permission: 'admin',
    example: 'updates:thread quiet:22:00-07:00 mute:example.org',
    options: [
      choice('updates', 'Reports in a thread, in the channel, or only as edits of the post', [
        'thread',
        'channel',
        'edits',
      ]),
      optional('quiet', 'Hours without messages, like 22:00-07:00, or off'),
      {
        name: 'time-zone',
        summary: 'Zone of the quiet hours',
        type: 'time-zone',
        required: false,
        maxLength: 60,
      },
      choice('breaking', 'Whether breaking stories pass the quiet hours', ['pass', 'hold']),
      optional('mute', 'A source to hear no more of'),
      optional('unmute', 'A source to hear of again'),
      optional('include', 'Only reports with one of these words, separated by commas; off for all'),
      optional('exclude', 'No report with one of these words, separated by commas; off for none'),
      choice('empty-digest', 'Whether a digest with nothing to say is sent', ['send', 'skip']),
    ],
    run: (invocation) => run(deps, invocation),
  };
}

export function reviewChannelAction(deps: CommandDeps): Action {
  return {
    name: 'review-channel',
    summary: 'Ask here which story doubtful reports belong to; again to stop',
    permission: 'admin',
    options: [],
    async run(invocation) {
      const { id } = await deps.store.channels.ensure(invocation.channel, invocation.now);
      const { result, entry } = await change(
        deps,
        invocation,
        '/storywatch review-channel',
        async ({ channels }) => {
          const { settings } = await channels.ensure(invocation.channel, invocation.now);
          const review = !settings.review;
          await channels.saveSettings(id, { ...settings, review });
          return review;
        },
      );
      return done(
        result
          ? 'Doubtful reports and trouble with feeds and channels are brought here.'
          : 'Doubtful reports are no longer brought here; /stories review lists them.',
        entry,
      );
    },
  };
}

async function run(deps: CommandDeps, invocation: Invocation): Promise<Reply> {
  const channel = await deps.store.channels.ensure(invocation.channel, invocation.now);
  const names = Object.keys(invocation.options);
  if (names.length === 0)
    return toUser({ title: 'This channel', blocks: [{ kind: 'fields', fields: fieldsOf(channel) }] });
  const settings = changed(channel, invocation.options);
  const line = names.map((name) => `${name}:${invocation.options[name]}`).join(' ');
  const { entry } = await change(deps, invocation, `/storywatch channel ${line}`, ({ channels }) =>
    channels.saveSettings(channel.id, settings),
  );
  const { message, ...reply } = done('Changed. This channel from now on:', entry);
  const [told, ...buttons] = message.blocks;
  const fields = { kind: 'fields', fields: fieldsOf({ ...channel, settings }) } as const;
  return { ...reply, message: { ...message, blocks: [...(told ? [told] : []), fields, ...buttons] } };
}

function changed({ settings }: Channel, options: Invocation['options']): ChannelSettings {
  const { mute, unmute, include, exclude, updates, breaking } = options;
  const muted = settings.mutedSources.filter((source) => source.toLowerCase() !== unmute?.toLowerCase());
  return {
    ...settings,
    ...(isMode(updates) && { updates }),
    ...(options['quiet'] !== undefined && {
      quietHours: quietHours(options['quiet'], zoneOf(settings, options['time-zone'])),
    }),
    ...(breaking !== undefined && { breakingPasses: breaking === 'pass' }),
    mutedSources: mute ? [...new Set([...muted, mute])] : muted,
    ...(include !== undefined && { includeWords: wordsOf(include) }),
    ...(exclude !== undefined && { excludeWords: wordsOf(exclude) }),
    ...(options['empty-digest'] !== undefined && { sendEmptyDigest: options['empty-digest'] === 'send' }),
  };
}

const isMode = (value: string | undefined): value is ChannelSettings['updates'] =>
  value === 'thread' || value === 'channel' || value === 'edits';

function zoneOf(settings: ChannelSettings, typed: string | undefined): string {
  const zone = typed ?? settings.quietHours?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!IANAZone.isValidZone(zone))
    throw new UserError(`"${zone}" is no time zone. Write it like Europe/Paris.`);
  return zone;
}

function quietHours(typed: string, timeZone: string): ChannelSettings['quietHours'] {
  if (typed.toLowerCase() === 'off') return null;
  const [, from, to] = /^(\d{1,2}:\d{2})\s*[-–]\s*(\d{1,2}:\d{2})$/u.exec(typed.trim()) ?? [];
  if (!from || !to || !isTime(from) || !isTime(to) || from === to) {
    throw new UserError(`"${typed}" is no span of hours. Write it like quiet:22:00-07:00, or quiet:off.`);
  }
  return { from: from.padStart(5, '0'), to: to.padStart(5, '0'), timeZone };
}

const isTime = (text: string): boolean => {
  const [hour, minute] = text.split(':').map(Number);
  return (hour ?? 99) <= 23 && (minute ?? 99) <= 59;
};

const wordsOf = (typed: string): string[] =>
  typed.toLowerCase() === 'off'
    ? []
    : typed
        .split(',')
        .flatMap((word) => word.trim() || [])
        .slice(0, MAX_WORDS);

const list = (words: readonly string[], none: string): string =>
  words.length === 0 ? none : words.join(', ');

function fieldsOf({ settings }: Channel): Field[] {
  const quiet = settings.quietHours;
  return [
    {
      label: 'Updates',
      value: {
        thread: 'in a thread under the living post',
        channel: 'as messages here',
        edits: 'only as edits of the living post',
      }[settings.updates],
    },
    {
      label: 'Quiet hours',
      value: quiet
        ? `${quiet.from} to ${quiet.to} (${quiet.timeZone}), breaking stories ${settings.breakingPasses ? 'pass' : 'wait'}`
        : 'none',
    },
    { label: 'Muted sources', value: list(settings.mutedSources, 'none') },
    { label: 'Only with', value: list(settings.includeWords, 'any words') },
    { label: 'Never with', value: list(settings.excludeWords, 'no words') },
    { label: 'Empty digest', value: settings.sendEmptyDigest ? 'sent as one line' : 'not sent' },
    { label: 'Review', value: settings.review ? 'doubtful reports come here' : 'not here' },
  ];
}
