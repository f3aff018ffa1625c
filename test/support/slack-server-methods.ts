import { blockProblems, viewProblems } from './slack-blocks.ts';
import type { PostedMessage, SlackState } from './slack-server-state.ts';

export type Answer = Record<string, unknown> & {
  readonly ok: boolean;
  readonly error?: string;
  /** For tests: what exactly was wrong. */
  readonly why?: string;
};
export type Method = (args: Record<string, unknown>, token: string) => Answer;

const refuse = (error: string, why?: string): Answer => ({ ok: false, error, ...(why && { why }) });

/** Slack says one post a second; a real workspace lets short bursts through, this one does not. */
const POST_EVERY_MS = 950;

/** The methods of the Web API that the product calls, with the checks Slack makes before it does anything. */
export function createMethods(state: SlackState, ticket: () => string): Record<string, Method> {
  const lastPost = new Map<string, number>();
  let clock = 1_700_000_000_000_000;

  const bot =
    (scope: string | undefined, run: Method): Method =>
    (args, token) => {
      if (token !== state.botToken && !state.otherTeams.has(token)) return refuse('invalid_auth');
      if (state.account.refusal) return refuse(state.account.refusal);
      if (scope && !state.scopes.has(scope)) return { ...refuse('missing_scope'), needed: scope };
      return run(args, token);
    };

  const inChannel =
    (run: (args: Record<string, unknown>) => Answer) =>
    (args: Record<string, unknown>): Answer => {
      const channel = state.channels.get(String(args.channel));
      if (!channel) return refuse('channel_not_found');
      if (channel.archived) return refuse('is_archived');
      return channel.member ? run(args) : refuse('not_in_channel');
    };

  function post(args: Record<string, unknown>): Answer {
    const problem = contentProblem(args);
    if (problem) return problem;
    const channel = String(args.channel);
    const threadTs = typeof args.thread_ts === 'string' ? args.thread_ts : undefined;
    if (threadTs && !state.posted.some((each) => each.channel === channel && each.ts === threadTs))
      return refuse('thread_not_found');
    if (Date.now() - (lastPost.get(channel) ?? 0) < POST_EVERY_MS) return refuse('ratelimited');
    lastPost.set(channel, Date.now());
    clock += 1_000_000;
    const ts = `${Math.floor(clock / 1_000_000)}.000100`;
    const { text, blocks, metadata } = args;
    state.posted.push({ channel, ts, threadTs, text: String(text), blocks, metadata });
    return { ok: true, channel, ts };
  }

  function update(args: Record<string, unknown>): Answer {
    const message = state.posted.find(({ ts, channel }) => ts === args.ts && channel === args.channel);
    if (!message) return refuse('message_not_found');
    const problem = contentProblem(args);
    if (problem) return problem;
    message.text = String(args.text);
    message.blocks = args.blocks;
    return { ok: true, ts: message.ts };
  }

  const messages = (args: Record<string, unknown>, mine: (each: PostedMessage) => boolean): Answer => ({
    ok: true,
    messages: state.posted
      .filter((each) => each.channel === args.channel && mine(each))
      .map(({ ts, text, metadata }) => ({
        ts,
        text,
        ...(args.include_all_metadata === 'true' && { metadata }),
      }))
      .toReversed(),
  });

  function openView(args: Record<string, unknown>): Answer {
    const problems = viewProblems(args.view);
    if (problems.length > 0) return refuse('invalid_arguments', problems.join('; '));
    if (!String(args.trigger_id).startsWith('trigger-')) return refuse('invalid_trigger_id');
    state.views.push({ triggerId: String(args.trigger_id), view: args.view as Record<string, unknown> });
    return { ok: true };
  }

  function schedule({ channel }: Record<string, unknown>): Answer {
    const id = `Q${state.scheduled.size + 1}-${String(channel)}`;
    state.scheduled.add(id);
    return { ok: true, scheduled_message_id: id };
  }

  return {
    'auth.test': bot(undefined, (_args, token) => ({
      ok: true,
      team_id: state.otherTeams.get(token) ?? state.teamId,
      team: 'Newsroom',
      user_id: 'UBOT',
      user: 'storywatch',
      bot_id: 'BBOT',
      url: 'https://newsroom.slack.com/',
    })),
    'apps.connections.open': (_args, token) =>
      token === state.appToken ? { ok: true, url: ticket() } : refuse('invalid_auth'),
    'chat.postMessage': bot('chat:write', inChannel(post)),
    'chat.update': bot('chat:write', inChannel(update)),
    'chat.scheduleMessage': bot('chat:write', inChannel(schedule)),
    'chat.deleteScheduledMessage': bot('chat:write', ({ scheduled_message_id: id }) =>
      state.scheduled.delete(String(id)) ? { ok: true } : refuse('invalid_scheduled_message_id'),
    ),
    'conversations.history': bot('channels:history', (args) => messages(args, ({ threadTs }) => !threadTs)),
    'conversations.replies': bot('channels:history', (args) =>
      messages(args, ({ ts, threadTs }) => threadTs === args.ts || ts === args.ts),
    ),
    'users.info': bot('users:read', ({ user }) => {
      const found = state.users.get(String(user));
      return found ? { ok: true, user: { id: user, ...found } } : refuse('user_not_found');
    }),
    'views.open': bot(undefined, openView),
  };
}

function contentProblem({
  blocks,
  text,
  parse,
  link_names: linkNames,
}: Record<string, unknown>): Answer | undefined {
  if (blocks === undefined && !text) return refuse('no_text');
  const problems = blocks === undefined ? [] : blockProblems(blocks);
  if (problems.length > 0) return refuse('invalid_blocks', problems.join('; '));
  // Not refused by Slack, but these would turn feed text into pings.
  if (parse === 'full' || linkNames === 'true') return refuse('invalid_arguments', 'names would be linked');
  return undefined;
}
